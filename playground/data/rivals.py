"""Rivals: what counting, comparing and least squares learn from the same examples without a network (NumPy)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_RIDGE = 1e-3


def nearest(
    known: NDArray[np.float32], answers: NDArray[np.float32], asked: NDArray[np.float32], neighbours: int = 1
) -> NDArray[np.float32]:
    """The mean answer of the nearest known examples (Cover & Hart 1967).

    Args:
        known, asked: examples (N, …) and (M, …), compared by the Euclidean distance of all their numbers.
        answers: (N, …), one for each known example.

    Returns:
        answers (M, …).
    """
    old, new = (array.reshape(len(array), -1).astype(np.float64) for array in (known, asked))
    distances = (old**2).sum(axis=1) - 2 * new @ old.T  # the square of the asked one is the same for all
    chosen = np.argpartition(distances, neighbours - 1, axis=1)[:, :neighbours]
    return np.asarray(answers[chosen].mean(axis=1), np.float32)


def nearest_classes(split: tuple[NDArray[np.float32], NDArray[np.int64]], asked: NDArray[np.float32]) -> NDArray[Any]:
    """The class (M,) of the nearest known example; ``split`` holds the examples (N, …) and their classes (N,)."""
    known, classes = split
    return np.rint(nearest(known, classes.astype(np.float32), asked)).astype(np.int64)


def nearest_mean(
    known: NDArray[np.float32], classes: NDArray[np.int64], asked: NDArray[np.float32]
) -> NDArray[np.int64]:
    """The class (M,) whose mean example is nearest; known (N, …), classes (N,), asked (M, …)."""
    found = np.unique(classes)
    means = np.stack([known[classes == one].mean(axis=0, dtype=np.float64) for one in found])
    return np.asarray(nearest_classes((means.astype(np.float32), found), asked))


def autoregression(
    windows: NDArray[np.float32], targets: NDArray[np.float32], asked: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Least squares, with an intercept, of targets (B, 1) from windows (B, T); answers (N, 1) to ``asked`` (N, T)."""

    def columns(values: NDArray[np.float32]) -> NDArray[np.float64]:
        return np.concatenate([values.astype(np.float64), np.ones((len(values), 1))], axis=1)

    weights = np.linalg.lstsq(columns(windows), targets.astype(np.float64), rcond=None)[0]
    return np.asarray(columns(asked) @ weights, np.float32)


def class_means(known: NDArray[np.float32], classes: NDArray[np.int64], count: int) -> NDArray[np.float32]:
    """The mean example (count, …) of each class, summed a thousand rows at a time; known (N, …), classes (N,)."""
    sums = np.zeros((count, int(np.prod(known.shape[1:]))))
    for at in range(0, len(known), 1024):
        rows = known[at : at + 1024].reshape(-1, sums.shape[1]).astype(np.float64)
        sums += (classes[at : at + 1024, None] == np.arange(count)).T.astype(np.float64) @ rows
    numbers = np.bincount(classes, minlength=count).clip(min=1)
    return np.asarray(sums / numbers[:, None], np.float32).reshape(count, *known.shape[1:])


def linear_on_counts(
    known: NDArray[np.int64], classes: NDArray[np.int64], asked: NDArray[np.int64], vocabulary: int
) -> NDArray[np.int64]:
    """Classes (M,) of a linear model that sees how often each token occurs, and nothing of where.

    Least squares on one-hot classes with a small ridge; known (N, T) and asked (M, T) hold tokens, classes (N,).
    """
    old, new = (_counts(tokens, vocabulary) for tokens in (known, asked))
    wanted = np.eye(int(classes.max()) + 1)[classes]
    weights = np.linalg.solve(old.T @ old + _RIDGE * np.eye(old.shape[1]), old.T @ wanted)
    return np.asarray((new @ weights).argmax(axis=1), np.int64)


def _counts(tokens: NDArray[np.int64], vocabulary: int) -> NDArray[np.float64]:
    """(N, T) → (N, V + 1): how often each token occurs, and a one for the intercept."""
    flat = tokens + vocabulary * np.arange(len(tokens))[:, None]
    counts = np.bincount(flat.ravel(), minlength=len(tokens) * vocabulary).reshape(len(tokens), vocabulary)
    return np.concatenate([counts, np.ones((len(tokens), 1))], axis=1)


def most_frequent_shown(shown: NDArray[np.int64], wanted: NDArray[np.int64]) -> NDArray[np.float64]:
    """The chance (B,) of being right with what is shown most often, a fair draw among those shown equally often.

    Args:
        shown: (B, P) numbers from 0 on, wanted: (B,).
    """
    counts = np.stack([(shown == number).sum(axis=1) for number in range(int(shown.max()) + 1)], axis=1)
    best = counts == counts.max(axis=1, keepdims=True)
    return np.asarray(best[np.arange(len(wanted)), wanted] / best.sum(axis=1))


def witten_bell(text: NDArray[np.int64], windows: NDArray[np.int64], targets: NDArray[np.int64], size: int,
                order: int) -> NDArray[np.float64]:  # fmt: skip
    """The cost in nats (B, T) of each target for an n-gram counted on a text (Witten & Bell 1991).

        P_k(w | c) = (n(c w) + d(c) · P_{k−1}(w | c')) / (n(c) + d(c)),    P_0 = 1 / size,

    n counts, d how many different tokens follow the context c, c' is c without its first token. The model sees no more
    than the network does: at place t of a window only the t + 1 tokens that stand in it.

    Args:
        text: (N,), windows: (B, T) and the token behind each of their places, targets: (B, T).
        order: the n of the n-gram, the token itself counted.
    """
    chances = np.full(targets.shape, 1 / size)
    place = np.arange(windows.shape[1])
    context, past = np.zeros(len(text), np.int64), np.zeros(windows.shape, np.int64)
    for length in range(order):
        if length:  # one token more, further back
            scale = size ** (length - 1)
            context = context[1:] + text[: len(text) - length] * scale
            past = past + np.pad(windows, ((0, 0), (length - 1, 0)))[:, : windows.shape[1]] * scale
        following = context * size + text[length:]
        pairs, counts = np.unique(following, return_counts=True)
        contexts, starts = np.unique(pairs // size, return_index=True)
        seen = np.add.reduceat(counts, starts)
        different = np.diff(np.append(starts, len(pairs)))
        at = np.minimum(np.searchsorted(contexts, past), len(contexts) - 1)
        known = (contexts[at] == past) & (place + 1 >= length)
        wanted = past * size + targets
        here = np.minimum(np.searchsorted(pairs, wanted), len(pairs) - 1)
        occurred = np.where(pairs[here] == wanted, counts[here], 0)
        mixed = (occurred + different[at] * chances) / (seen[at] + different[at])
        chances = np.where(known, mixed, chances)
    return np.asarray(-np.log(chances))
