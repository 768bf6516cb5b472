"""Starts the engine: ``python -m playground.engine``."""

from playground.engine.server import main

if __name__ == "__main__":
    raise SystemExit(main())
