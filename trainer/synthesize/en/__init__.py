"""Invented English discharge summaries with their ICD-10-CM codes and MS-DRG."""
