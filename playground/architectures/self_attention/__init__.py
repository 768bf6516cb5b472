"""Self-attention: one bare block of attention, and nothing else."""
