"""Logs: one line for a thing that happened, never a payload, an address or a secret."""
