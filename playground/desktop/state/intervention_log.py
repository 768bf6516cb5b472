"""InterventionLog: what a run was changed by, and what of it is in force at a step (no Qt)."""

from __future__ import annotations

from playground.experiment.interventions import InForce, Intervention, after
from playground.protocol.events import Intervened


class InterventionLog:
    """The interventions of one run in their order; each has a number, counted from 1."""

    def __init__(self) -> None:
        self.events: list[Intervened] = []

    def add(self, event: Intervened) -> None:
        """One more."""
        self.events.append(event)

    def at(self, step: int) -> InForce:
        """What was in force once ``step`` steps had been taken."""
        return self._after([event.intervention for event in self.events if event.step <= step])

    @property
    def in_force(self) -> InForce:
        """What is in force now."""
        return self._after([event.intervention for event in self.events])

    @staticmethod
    def _after(interventions: list[Intervention]) -> InForce:
        in_force: InForce = ()
        for intervention in interventions:
            in_force = after(in_force, intervention)
        return in_force
