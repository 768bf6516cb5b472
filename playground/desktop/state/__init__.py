"""What the window knows, without widgets."""
