"""Models as they are published: their description, weights and tokens, from a folder on this machine."""
