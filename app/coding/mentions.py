"""Placeholder while the mention finder is written."""
