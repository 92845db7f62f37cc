"""What starts work: the shop at the door, a person at the control socket, workers, the clock."""
