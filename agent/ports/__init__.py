"""What the flows need from outside, as protocols, with their values and their failures."""
