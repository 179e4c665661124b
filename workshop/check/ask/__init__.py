"""A copy of a project is served and asked."""
