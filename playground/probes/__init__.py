"""What is looked at: Tap names a tensor worth seeing, Recorder copies it during the specimen's pass (torch)."""
