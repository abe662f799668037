"""A model writes the reasons for codes that are known, and they are checked."""
