"""The store: records, suggestions, decisions and their audit in one SQLite file, owned by one thread."""
