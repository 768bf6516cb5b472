"""What is kept: the run file (one SQLite file a run) and atomic saves (no torch)."""
