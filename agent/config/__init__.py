"""agent.toml and what belongs to it: a tree that knows file, line and column, settings, secrets."""
