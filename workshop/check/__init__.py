"""Which change makes this project work?"""
