"""What is trained: one folder an architecture, each with settings, module and formulas."""
