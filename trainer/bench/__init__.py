"""Training as DxDesk does it against a plain TRL script with the same settings."""
