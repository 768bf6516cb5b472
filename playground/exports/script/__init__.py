"""The stand-alone script: one readable PyTorch file that defines the model, loads its weights and answers."""
