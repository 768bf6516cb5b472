"""What is asked: experiments, their settings and preset files (no torch, no Qt)."""
