"""Reinforcement learning with rule rewards: advantages, losses, filter, curricula, and the stages that use them."""
