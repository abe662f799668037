"""A reinforcement-learning run written out for a cluster: verl's configuration, data and reward."""
