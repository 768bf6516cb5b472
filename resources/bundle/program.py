"""Where the bundled program starts: the window and the command line."""

from playground.__main__ import main

raise SystemExit(main())
