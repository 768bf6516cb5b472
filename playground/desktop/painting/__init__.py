"""What paints with a QPainter and knows no panel."""
