"""What helps: the keys there are, how one's own data and models come in, and what the program is made of."""
