"""One document to one system, at most once, whichever flow made it.

The only room that moves a document. Knows neither a shop nor what a document is about.
"""
