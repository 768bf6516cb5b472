"""How the drawing of a model is painted: what stays, what flows through each node, and which cell stands where."""
