"""What runs on the GPU machine: it makes the model that the workstation reads records with."""
