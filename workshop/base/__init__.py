"""What every room stands on: where things are, problems in words, processes."""
