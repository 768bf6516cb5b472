"""The command palette: every action and panel found by typing a part of its name."""
