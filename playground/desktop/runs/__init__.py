"""The Runs dock: every recording of a folder as a table, and the checked ones overlaid."""
