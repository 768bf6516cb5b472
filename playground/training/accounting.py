"""Accounting: which ε a run of DP-SGD has spent, by the Rényi accountant of Opacus (an extra), never by our own."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np

from playground.foundation.errors import SettingsError

ORDERS = (*(1 + number / 10 for number in range(1, 100)), *range(12, 64), 80, 128, 256, 512, 1024)


def accountant(rate: float, noise: float, delta: float) -> Callable[[int], float]:
    """Steps taken → ε at δ for adding or removing one example.

    Subsampled Gaussian mechanism with Poisson sampling (Mironov, Talwar & Zhang 2019, arXiv 1908.10530), turned into
    (ε, δ) as in Balle et al. 2020 (arXiv 1905.09982); both are Opacus's. Losses of Rényi order α add up over steps.

    Args:
        rate: the chance with which an example is in a batch; noise: σ; delta: δ.

    Raises:
        SettingsError: the library is not installed.
    """
    try:
        from opacus.accountants.analysis import rdp
    except ImportError:
        words = "DP-SGD counts ε with Opacus: pip install 'neural-playground[privacy]' brings it."
        raise SettingsError({"training.privacy.noise": words}) from None
    once = np.asarray(rdp.compute_rdp(q=rate, noise_multiplier=noise, steps=1, orders=list(ORDERS)))

    def spent(steps: int) -> float:
        if steps == 0:
            return 0.0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells when the best order is the first or last; the bound still holds
            found, _ = rdp.get_privacy_spent(orders=list(ORDERS), rdp=once * steps, delta=delta)
        return max(0.0, float(found))

    return spent
