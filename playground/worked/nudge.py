"""Nudge: what is in the pictures of disturbed inputs, for who makes them and who draws them."""

from __future__ import annotations

PICTURE = "survey.nudge"  # of the specimen
CURVES = "survey.disturbances"  # of many test examples
METHODS = ("FGSM", "PGD")
STRENGTHS = 11  # of ε, from 0
DISTURBANCES = ("FGSM", "PGD", "noise", "shift", "rotation", "occlusion")
