"""Cures that need no lesson: what is wrong in any Channels project, each with its evidence."""
