"""What is true of orders, documents, money and stock, whoever asks. Pure: no I/O, no clock."""
