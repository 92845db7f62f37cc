"""The SOAP connector. Found by entry point, it sees the ports and below, never the flows."""
