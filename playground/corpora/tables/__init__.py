"""Tables of the user's own: their cells, what is around them, and what they hold."""
