"""What is seen: the window, its form, gallery and panels (Qt, no torch)."""
