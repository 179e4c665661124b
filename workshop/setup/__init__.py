"""Makes ``.venv`` and says which Python runs a command. Standard library only."""
