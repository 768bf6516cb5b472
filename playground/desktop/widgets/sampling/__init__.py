"""Controls by which panels let a person choose how a next token is drawn."""
