"""The stage that scores models, ensembles and baselines by the workstation's own contract."""
