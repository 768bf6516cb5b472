"""Numbers and times as people read them."""

from __future__ import annotations

THIN_SPACE = "\u2009"


def grouped(number: float) -> str:
    """A whole number with thin spaces between the thousands: ``1 240``."""
    return f"{round(number):,}".replace(",", THIN_SPACE)


def figure(value: float, digits: int = 4) -> str:
    """A number with at most so many significant digits: ``0.03124``, ``1 240``."""
    if abs(value) >= 10 ** (digits - 1):
        return grouped(value)
    return f"{value:.{digits}g}"


def metric_words(name: str) -> str:
    """A metric as people write it: ``exact_accuracy`` → ``exact accuracy``, ``mse`` → ``MSE``."""
    return name.upper() if name.endswith("mse") else name.replace("_", " ")


def clock(seconds: float) -> str:
    """Seconds as ``m:ss`` or ``h:mm:ss``."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def megabytes(size: int) -> str:
    """Bytes as ``412 MB``, a small number of them as ``0.4 MB``."""
    return f"{grouped(size / 1e6) if size >= 1e7 else format(size / 1e6, '.1f')} MB"
