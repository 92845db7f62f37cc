"""The contract with the plugin: signature, envelope and bodies. Pure; docs/reference/wire.md is its text."""
