"""Classification heads and the bag-of-words baseline."""
