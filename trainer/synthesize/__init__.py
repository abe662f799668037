"""Invented records with their codes, evidence and reasons, and the measure of how real and how hard they are."""
