"""Many runs on the command line: ``sweep`` varies one experiment, ``queue`` works off a list of them."""
