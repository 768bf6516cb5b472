"""Diagnosis stub."""
from dataclasses import dataclass
@dataclass(frozen=True)
class Focus:
    entropy: tuple[float, ...]
    same: tuple[float, ...]
