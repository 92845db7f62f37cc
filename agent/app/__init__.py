"""Builds everything: plain constructor calls, from a checked configuration to a running agent."""
