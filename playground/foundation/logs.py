"""The rotated log file that takes what no user should have to read, tracebacks above all."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler

from playground.foundation.places import log_file

MAX_BYTES = 1_000_000


def log_to_file(process: str) -> None:
    """Send the log of this process to the log file. A folder that cannot be written costs the log, not the run."""
    root = logging.getLogger()
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            log_file(), maxBytes=MAX_BYTES, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter(f"%(asctime)s {process} %(process)d %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)
