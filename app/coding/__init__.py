"""The contract: what the trainer trains and the workstation runs. Standard library only; read this first."""
