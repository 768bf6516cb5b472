"""A published model: GPT-2 or BERT from a folder on this machine, in modules of our own."""
