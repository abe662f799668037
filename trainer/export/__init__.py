"""From a trained model to the files the workstation opens, and the proof that they answer as it does."""
