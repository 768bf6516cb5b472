"""What helps: the keys there are, and what the program is made of."""
