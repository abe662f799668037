"""How a question reaches a model and its answer comes back, whichever model that is."""
