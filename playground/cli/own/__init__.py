"""Data and models of one's own on the command line."""
