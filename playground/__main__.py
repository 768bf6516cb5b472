"""Starts the program: ``playground`` or ``python -m playground``."""

import atexit
import gc
import os
import sys


def main() -> int:
    """Run the command line; returns its exit status."""
    from playground.foundation import thread_settings

    thread_settings.apply()
    atexit.register(gc.freeze)  # as it ends Python need not look through all that torch has loaded, for 0.3 s
    from playground.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    # python -m puts the working folder first on the path: a random.py in it would be run in place of Python's own
    if not sys.flags.safe_path and not __file__.startswith(os.path.join(sys.path[0], "")):  # noqa: PTH118 - no imports
        del sys.path[0]
    raise SystemExit(main())
