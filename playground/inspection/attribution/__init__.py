"""Which inputs an answer rests on: one method a file, each with the check that must hold for it (torch)."""
