"""Texts that more than one task may draw from (NumPy, no torch)."""
