"""A desktop playground for neural architectures."""

__version__ = "0.2.0"
