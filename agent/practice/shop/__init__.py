"""The practice shop: a real WordPress on loopback, with WooCommerce itself or our stand-in for it.

It imports no other room of ours, and no room imports it: it is started as a program.
"""
