"""What is taken away: weights of a recording as files that other programs read."""
