"""Looks: whatever goes wrong while a run is looked at is told in one sentence, and the run goes on by the same bits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from playground.foundation.errors import PlaygroundError
from playground.foundation.places import log_file

PICTURE = "This picture could not be made"
EXPLANATION = "This number could not be explained"
STEP = "The next step could not be explained"
CHOICE = "Another specimen could not be shown"
RECORDED = "The pictures of a step could not be recorded"
HEALTH = "The run could not be examined"
TEST = "The model could not be tested"
CHANGE = "The run could not be changed"

Found = TypeVar("Found")

log = logging.getLogger(__name__)


def attempt(what: str, look: Callable[[], Found], tell: Callable[[str], object]) -> Found | None:
    """What ``look`` finds; None where it fails, and ``tell`` is given one sentence.

    Only looks may be given: a function that, ended anywhere, leaves model, optimizer and random state as they were.

    Args:
        what: one of the names above.
    """
    try:
        return look()
    except PlaygroundError as error:
        sentence = str(error)
    except Exception as error:
        log.exception(what)
        sentence = (
            f"{what}. It failed with {type(error).__name__}; the run goes on, and the details are in {log_file()}."
        )
    tell(sentence)  # behind the handler, whose traceback would keep the memory of the device occupied
    return None


def offered(views: Callable[[], Iterable[Found]]) -> tuple[Found, ...]:
    """What a model offers to be shown; what cannot even be begun is not offered, and the log says why."""
    return attempt(PICTURE, lambda: tuple(views()), unheard) or ()


def unheard(sentence: str) -> None:
    """Nobody has asked for it yet."""
