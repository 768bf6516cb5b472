"""The command line: reads the words, calls one function, turns its errors into one sentence and a status."""

from __future__ import annotations

import logging
import sys

from playground.cli import console
from playground.cli.arguments import parse
from playground.foundation.errors import PlaygroundError
from playground.foundation.logs import log_to_file
from playground.foundation.places import log_file

OK, INTERNAL, BAD_INPUT, NO_DISPLAY = 0, 1, 2, 3


def main(words: list[str] | None = None) -> int:
    """Run one command. Returns 0, or 2 for bad input, 3 without a display, 130/143 after a signal."""
    console.prepare()
    arguments = parse(sys.argv[1:] if words is None else words)
    log_to_file("playground")
    try:
        with console.output():
            status: int = arguments.command(arguments)
        return status
    except PlaygroundError as error:
        sys.stderr.write(f"{error}\n")
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output, such as head, has seen enough
        console.abandon()
        return OK
    except Exception as error:
        logging.getLogger(__name__).exception("internal error")
        name = type(error).__name__
        sys.stderr.write(f"Something went wrong inside the program ({name}); the details are in {log_file()}.\n")
        return INTERNAL
