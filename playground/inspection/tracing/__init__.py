"""Where an answer, or a jump of the loss, comes from: block by block, place by place, example by example (torch)."""
