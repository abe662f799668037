"""Supervised fine-tuning on samples."""
