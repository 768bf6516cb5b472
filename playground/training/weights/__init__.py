"""Weights that a run starts from: read without executing anything, compared, and put into its model."""
