"""Bad cases are rewritten, the rewrites filtered twice, and what passes waits for the expert."""
