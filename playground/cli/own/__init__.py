"""Commands that ask what files of the user's own hold."""
