"""Records with codes become examples, held out and in folds."""
