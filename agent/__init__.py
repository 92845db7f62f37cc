"""The agent: for every web order, its counterpart in the back office."""
