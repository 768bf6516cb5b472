"""What the program is called."""

NAME, DISTRIBUTION = "Neural Playground", "neural-playground"  # for people; for systems
