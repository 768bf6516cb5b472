"""What several architectures are made of: attention and embeddings (torch), with their formulas (numpy)."""
