"""Measures: the pictures of how sure and how private a model is, and what its units want, each on its own."""

from __future__ import annotations

from playground.inspection.attribution.sanity_view import sanity_check
from playground.inspection.maximisation.views import wanted
from playground.inspection.privacy.canary import canary
from playground.inspection.privacy.membership import membership
from playground.inspection.robustness.calibration import calibration
from playground.inspection.robustness.disturbances import disturbances

MEASURES = (calibration, membership, canary, disturbances, wanted, sanity_check)
