"""Practice programs: stand-ins that import nothing else of ours, for the demo and for training."""
