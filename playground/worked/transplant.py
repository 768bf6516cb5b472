"""Patching across time and between lanes: what is in the pictures of layers replaced by those of another model."""

from __future__ import annotations

TIME, LANE = "survey.transplant.time", "survey.transplant.lane"
ROWS = 6  # recorded steps at most whose layers are put in
SOURCE, LAYER = "source", "layer"
NONE, ALL = "none", "all"  # the columns at both ends: no layer is replaced, and every one
METRIC, COUNT = "metric", "count"  # labels: what was measured, on so many test examples
NOW = "now"  # label: the step of the model that the layers are put into
