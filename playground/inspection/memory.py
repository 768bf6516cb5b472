"""Memory: what a process that tries a user's file may take, and what it took, where the system can tell."""

from __future__ import annotations

import os
import sys

SHARE = 0.7  # of the machine's memory


def limit() -> None:
    """From now on this process gets no more than its share; where that cannot be set, nothing happens."""
    if sys.platform == "linux":
        import resource

        most = int(SHARE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def peak() -> int:
    """Bytes that this process held at most; 0 where that is not known."""
    if sys.platform == "win32":
        return 0
    import resource

    found = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found if sys.platform == "darwin" else found * 1024
