"""Panels: one file a kind of picture. A panel knows arrays and axes, never models."""
