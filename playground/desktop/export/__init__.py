"""What is taken away: pictures, animations, handouts."""
