"""``playground doctor``: what there is on this machine, and what a bundle of the program holds."""
