"""Claims: what presets say is to be seen, held against the runs; ``make check-presets`` measures them."""

from __future__ import annotations

from tests.claims import (
    ablation,
    attention,
    attribution,
    broken,
    broken_attention,
    broken_rates,
    cnn,
    depth,
    fine_tuning,
    initialisation,
    language,
    mlp,
    protection,
    rnn,
    transformer,
)
from tests.claims.claim import Claim

CLAIMS: dict[str, tuple[Claim, ...]] = {
    **ablation.CLAIMS,
    **cnn.CLAIMS,
    **rnn.CLAIMS,
    **broken.CLAIMS,
    **broken_attention.CLAIMS,
    **broken_rates.CLAIMS,
    **depth.CLAIMS,
    **fine_tuning.CLAIMS,
    **initialisation.CLAIMS,
    **language.CLAIMS,
    **mlp.CLAIMS,
    **protection.CLAIMS,
    **attention.CLAIMS,
    **attribution.CLAIMS,
    **transformer.CLAIMS,
}
