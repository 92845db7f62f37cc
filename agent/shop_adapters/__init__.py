"""The Shop port over the `woocommerce` client, and the plugin's bodies as canonical objects."""
