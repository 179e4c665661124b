"""Runs that the pages quote."""
