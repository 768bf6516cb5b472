"""Worked examples and explained steps as text."""
