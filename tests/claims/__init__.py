"""Claims: what presets say is to be seen, held against the runs; ``make check-presets`` measures them."""

from __future__ import annotations

from tests.claims import attention, broken, cnn, rnn, transformer
from tests.claims.claim import Claim

CLAIMS: dict[str, tuple[Claim, ...]] = {
    **cnn.CLAIMS,
    **rnn.CLAIMS,
    **broken.CLAIMS,
    **attention.CLAIMS,
    **transformer.CLAIMS,
}
