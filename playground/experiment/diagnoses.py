"""The kinds of diagnosis, by the names that preset files, recordings and the command line use."""

from __future__ import annotations

from enum import StrEnum


class DiagnosisKind(StrEnum):
    """What can be found wrong with a run from measured quantities."""

    DIVERGED = "diverged"
    DEAD_RELUS = "dead-relus"
    VANISHING = "vanishing-gradient"
    EXPLODING = "exploding-gradient"
    UNIFORM = "uniform-attention"
    COLLAPSED = "collapsed-attention"
    OVERFITTING = "overfitting"
    BASELINE = "baseline-not-beaten"
