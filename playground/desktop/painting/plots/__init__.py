"""Plots: curves that are zoomed and panned, or painted, and what stands beside their lines."""
