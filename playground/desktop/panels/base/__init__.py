"""What panels are built on."""
