"""Examples become the chat messages that are trained on."""
