"""OpenMP: how the threads of torch wait for each other on a machine that others use, too."""

from __future__ import annotations

import os


def wait_without_spinning() -> None:
    """Let threads that wait sleep, in this process and those it starts; call it before torch is imported.

    OpenMP's threads spin while they wait, which is a little faster on an idle machine. Beside another busy process
    each then burns the time slice that the other one needs: a run on two threads becomes several times slower. What
    the user has set in the environment stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
