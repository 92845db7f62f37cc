"""What the product does, one file a promise. Flows do not know each other."""
