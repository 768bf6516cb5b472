"""How private a model is: what its losses give away of the examples it was trained on."""
