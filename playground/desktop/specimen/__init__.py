"""How a specimen is given by hand: drawn, dragged, typed or loaded from a file."""
