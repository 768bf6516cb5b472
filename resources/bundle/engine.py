"""Where a bundled process of the program's own starts: the engine, or with ``--module NAME`` another of its modules."""

import runpy
import sys

OWN = "playground."

if sys.argv[1:2] == ["--module"] and sys.argv[2].startswith(OWN):
    name = sys.argv[2]
    del sys.argv[1:3]
else:
    name = "playground.engine"
runpy.run_module(name, run_name="__main__", alter_sys=True)
