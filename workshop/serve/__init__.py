"""Starts a project, talks to it and asks what it can do."""
