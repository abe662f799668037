"""The code-book index: one SQLite file with every imported book, read by search, edits, retrieval and the window."""
