"""Rule rewards: a completion becomes a number, by the contract's one parser and one metric."""
