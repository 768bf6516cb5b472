"""The handout: one or two pages about a run, for those who listen to the lecture."""
