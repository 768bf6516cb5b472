"""Autoencoder: images through a short code and back, plain or variational."""
