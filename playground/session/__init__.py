"""One run, led: what is asked of it, its time, its recording, and what is told of it."""
