"""A class on one network."""
