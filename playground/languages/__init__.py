"""Languages: what is said outside of Qt, read in the language of the person at the window."""
