"""A lesson: its scenes told over a run, in the window and on the stage, and the file that keeps it."""
