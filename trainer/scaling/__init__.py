"""How a score grows with the examples learned from: a grid of runs, and the line through them."""
