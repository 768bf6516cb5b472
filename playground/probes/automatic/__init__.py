"""Taps by themselves: what a module that knows nothing of taps computes, found and heard by hooks (torch)."""
