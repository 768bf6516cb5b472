"""What a unit wants: inputs found by gradient ascent, and what the best real ones come to (torch)."""
