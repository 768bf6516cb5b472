"""Clicks become commands, events become state."""
