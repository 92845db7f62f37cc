"""What people are shown, read only: sums, an order's story, cases by cause, stock, systems."""
