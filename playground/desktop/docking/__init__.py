"""Docks: the panels in their places, and how a layout is remembered."""
