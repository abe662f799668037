"""The work itself, without a window: what a coder's acts do to a stay's codes, and batch suggestion."""
