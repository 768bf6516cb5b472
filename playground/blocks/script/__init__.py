"""The pieces of an exported script that several architectures share, and how it is put together."""
