"""Two experiments side by side, step by step."""
