"""A model of one's own: a Python file whose module is trained on any task that fits."""
