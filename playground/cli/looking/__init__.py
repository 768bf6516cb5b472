"""What is looked at in the model of a recording, as it was at any of its steps."""
