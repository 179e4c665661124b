"""A package, so that the fixtures of this scope end with it."""
