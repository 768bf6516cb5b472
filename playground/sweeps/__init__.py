"""Many runs of one experiment: what is varied, which trials that makes, how they are run, and what they come to."""
