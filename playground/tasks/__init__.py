"""What is learned: one file a task, with settings, data, metric and baseline (NumPy, no torch)."""
