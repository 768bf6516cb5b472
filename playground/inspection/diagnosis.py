"""Diagnosis: rules that turn measured quantities into findings, said once they last and taken back when they end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from statistics import median

from playground.experiment.diagnoses import DiagnosisKind as Kind
from playground.experiment.metrics import metric

# The thresholds lie between what the shipped presets that learn reach and what those that are broken on purpose do;
# both numbers, measured at every test after the first fifth of each run, stand beside them.
DEAD_SHARE = 0.75  # at most 0.50 in a healthy layer (the textbook CNN), 1.0 where a large rate killed it
TIME_RATIO = 1e-6  # at least 1e-4 where a recurrent net learns to remember, at most 1e-10 where it cannot
DEPTH_RATIO = 1e-4  # at least 1e-3 between two layers of any preset; below, a step no longer moves the layer
NORM = 100.0  # at most 12 in a healthy run; several hundred to thousands without clipping on a long sequence
UNIFORM = 0.98  # of log(keys): a single head may well be (0.998), all heads together reach 0.95 in a healthy run
SHARP = 0.01  # of log(keys): heads that learned to pick one token stay above 0.07, saturated ones lie below 0.001
RISE = 0.1  # of the test loss above its minimum: less is the noise between two tests
RISE_OF_FALL = 0.1  # of what the loss had fallen: a loss near zero may double and still be near zero
GAIN = 0.05  # of the way from the baseline to a perfect one: an untrained net has 0.04 by luck, a slow one 0.06

PATIENCE = 0.1  # of the run before anything is said of gradients: at first everything is unlearned
PATIENCE_TEST = 0.6  # before a net may be told that it does not beat its baseline: some learn late, and suddenly
# tests, or measurements, in a row that must agree before something is said, or taken back
LASTING = {Kind.DEAD_RELUS: 2, Kind.UNIFORM: 2, Kind.COLLAPSED: 2, Kind.OVERFITTING: 5}
LASTING_TESTS = 3

Entropies = Mapping[str, tuple[float, ...]]  # attention layer → for each head the entropy ÷ log(keys): 1 alike, 0 one


@dataclass(frozen=True)
class Finding:
    """One rule that is broken: what was measured, where, and the number it is held against."""

    kind: Kind
    layer: str
    quantity: str
    value: float
    threshold: float


@dataclass(frozen=True)
class Verdict:
    """A finding that has lasted (``holds``), or is taken back."""

    finding: Finding
    holds: bool


def dead_relus(shares: Mapping[str, float]) -> Finding | None:
    """Layer → share of its ReLU units that are zero for every example: the layer with most."""
    layer = max(shares, key=lambda name: shares[name], default="")
    if not layer or shares[layer] < DEAD_SHARE:
        return None
    return Finding(Kind.DEAD_RELUS, layer, "dead_share", shares[layer], DEAD_SHARE)


def vanishing(through_time: Mapping[str, float], norms: Mapping[str, float]) -> Finding | None:
    """Layer → ‖∂L/∂h₁‖ / ‖∂L/∂h_T‖, and layer → gradient norm in forward order: what no longer arrives below."""
    layer = min(through_time, key=lambda name: through_time[name], default="")
    if layer and through_time[layer] < TIME_RATIO:
        return Finding(Kind.VANISHING, layer, "gradient_first_to_last_step", through_time[layer], TIME_RATIO)
    *below, last = norms or [""]
    lowest = min(below, key=lambda name: norms[name], default="")
    if lowest and 0 < norms[lowest] < DEPTH_RATIO * norms[last]:  # exactly 0 is a path that is cut, not a long one
        ratio = norms[lowest] / norms[last]
        return Finding(Kind.VANISHING, lowest, "gradient_layer_to_output", ratio, DEPTH_RATIO)
    return None


def exploding(norms: Mapping[str, float]) -> Finding | None:
    """Layer → norm of the gradient that the optimizer got: the whole, and the layer with the largest share."""
    whole = sum(value**2 for value in norms.values()) ** 0.5
    if not whole > NORM:
        return None
    return Finding(Kind.EXPLODING, max(norms, key=lambda name: norms[name]), "gradient_norm", whole, NORM)


def uniform(entropies: Entropies) -> Finding | None:
    """Every head of every layer looks everywhere alike."""
    sharpest = min((value for heads in entropies.values() for value in heads), default=0.0)
    if sharpest < UNIFORM:
        return None
    return Finding(Kind.UNIFORM, "", "attention_entropy", sharpest, UNIFORM)


def collapsed(entropies: Entropies) -> Finding | None:
    """In a layer every query of every head gives all its weight to one key (entropy collapse, arXiv 2303.06296)."""
    layer = min(entropies, key=lambda name: max(entropies[name]), default="")
    if not layer or max(entropies[layer]) > SHARP:
        return None
    return Finding(Kind.COLLAPSED, layer, "attention_entropy", max(entropies[layer]), SHARP)


def turns_up(losses: Sequence[float], training: Sequence[float], part: str = "test") -> Finding | None:
    """Test losses on the same examples, and the training loss before each test; both as medians of three.

    The newest is held against the least before, and only while the training loss is not above what it was then: where
    both rise the run is unstable, which is another matter.
    """
    if len(losses) < 4:
        return None
    smooth, below = ([median(values[i : i + 3]) for i in range(len(values) - 2)] for values in (losses, training))
    least, now = min(smooth), smooth[-1]
    fallen = max(losses[0] - least, 0.0)
    unstable = below[-1] > below[smooth.index(least)]
    if unstable or least <= 0 or now < (1 + RISE) * least or now - least < RISE_OF_FALL * fallen:
        return None
    return Finding(Kind.OVERFITTING, "", f"{part}_loss_to_minimum", now / least, 1 + RISE)


def not_better(metrics: Mapping[str, float], baseline: Mapping[str, float]) -> Finding | None:
    """No metric, the loss apart, is clearly better than that of the baseline."""
    names = [name for name in baseline if name != "loss" and name in metrics]
    if not names or any(metric(name).gain(metrics[name], baseline[name]) >= GAIN for name in names):
        return None
    return Finding(Kind.BASELINE, "", names[0], metrics[names[0]], baseline[names[0]])


class Diagnostician:
    """Follows one run. A finding is said when it has lasted, and taken back when its absence has.

    Args:
        baseline: metric → value of the baseline on the whole test set; live: on the examples of the live tests.
    """

    def __init__(self, total_steps: int, baseline: Mapping[str, float], live: Mapping[str, float]) -> None:
        self._total = total_steps
        self._baseline, self._live = dict(baseline), dict(live)
        self._losses: list[float] = []
        self._training: list[float] = []
        self._dead = False
        self._through_time: Mapping[str, float] = {}
        self._streaks: dict[Kind, int] = {}
        self._said: dict[Kind, Finding] = {}

    @property
    def standing(self) -> tuple[Finding, ...]:
        """What was said and not taken back."""
        return tuple(self._said.values())

    def tested(
        self, step: int, metrics: Mapping[str, float], training_loss: float, norms: Mapping[str, float],
        final: bool = False, validation: Mapping[str, float] | None = None,
    ) -> list[Verdict]:  # fmt: skip
        """After a test: metrics, and of the step before it the loss and layer → gradient norm.

        A ``final`` test is on other examples, so its loss is not compared; its metrics decide at once. Whether the
        loss turns up is seen on the ``validation`` part, where there is one: the advice is to choose another setting.
        """
        loss = (validation or metrics)["loss"]
        if not final and isfinite(loss) and isfinite(training_loss):
            self._losses.append(loss)
            self._training.append(training_loss)
        part = "validation" if validation else "test"
        rules: dict[Kind, Finding | None] = {Kind.OVERFITTING: turns_up(self._losses, self._training, part)}
        if step >= PATIENCE * self._total and norms:
            rules[Kind.EXPLODING] = exploding(norms)
            rules[Kind.VANISHING] = vanishing(self._through_time, {} if self._dead else norms)
        if step >= PATIENCE_TEST * self._total:
            rules[Kind.BASELINE] = not_better(metrics, self._baseline if final else self._live)
            if final and rules[Kind.BASELINE] is None:
                self._streaks[Kind.BASELINE] = -LASTING_TESTS
        return self._judge(rules)

    def measured(
        self, dead: Mapping[str, float], entropies: Entropies, through_time: Mapping[str, float]
    ) -> list[Verdict]:
        """After one of the rarer, dearer measurements: see ``vitals``."""
        rules = {Kind.DEAD_RELUS: dead_relus(dead), Kind.UNIFORM: uniform(entropies)}
        rules[Kind.COLLAPSED] = collapsed(entropies)
        self._dead = rules[Kind.DEAD_RELUS] is not None  # no gradient passes: that is its effect, not a second illness
        self._through_time = through_time
        return self._judge(rules)

    def diverged(self, layer: str, loss: float) -> Verdict:
        """The loss is no finite number; ``loss`` is the last that was, ``layer`` the first that broke."""
        finding = Finding(Kind.DIVERGED, layer, "last_finite_loss", loss, inf)
        self._said[Kind.DIVERGED] = finding
        return Verdict(finding, True)

    def _judge(self, rules: Mapping[Kind, Finding | None]) -> list[Verdict]:
        verdicts = []
        for kind, finding in rules.items():
            needed, streak = LASTING.get(kind, LASTING_TESTS), self._streaks.get(kind, 0)
            self._streaks[kind] = streak = max(streak, 0) + 1 if finding is not None else min(streak, 0) - 1
            if finding is not None and streak >= needed and kind not in self._said:
                self._said[kind] = finding
                verdicts.append(Verdict(finding, True))
            elif finding is None and -streak >= needed and kind in self._said:
                verdicts.append(Verdict(self._said.pop(kind), False))
        return verdicts
