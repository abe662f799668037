"""What a coder looks up: code books, scopes, rules. No Qt, no torch."""
