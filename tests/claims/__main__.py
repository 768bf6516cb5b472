"""``python -m tests.claims NAME``: the claims of one preset measured, one JSON object a line."""

from __future__ import annotations

import json
import sys

from playground.experiment import presets
from tests.claims import CLAIMS
from tests.claims.claim import measured


def main() -> int:
    name = sys.argv[1]
    outcomes = measured(presets.find(name), CLAIMS[name])
    for outcome in outcomes:
        print(json.dumps({"line": outcome.line(), "holds": outcome.holds}), flush=True)
    return 0 if all(outcome.holds for outcome in outcomes) else 1


if __name__ == "__main__":
    raise SystemExit(main())
