"""How it is learned: optimizers, batches, devices, the Trainer, and the Session that drives it (torch)."""
