"""The contract with the plugin: signature, envelope, bodies. Pure. Text: docs/reference/wire.md."""
