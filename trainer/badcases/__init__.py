"""The training records a policy gets wrong, and what it gets wrong in them."""
