"""What the rounds of the bad-case loop are made of: one turn, what it starts from, what is merged, the lineage."""
