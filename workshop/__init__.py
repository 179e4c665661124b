"""The workshop's command: ``python -m workshop``."""
