"""The plugin's stock books on a real MariaDB, by the shipped PHP classes."""
