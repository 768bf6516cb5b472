"""Worked examples: one number of a picture unfolded into its formula, with every operand (NumPy only)."""
