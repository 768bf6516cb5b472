"""How sure a model is: calibration, what disturbs it, and the loss around its weights."""
