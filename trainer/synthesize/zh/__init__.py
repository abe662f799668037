"""Invented Chinese cardiology admissions for the closed list of CCL25 Task 8."""
