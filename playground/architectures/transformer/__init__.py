"""Transformer: encoder, decoder, or both (arXiv 1706.03762)."""
