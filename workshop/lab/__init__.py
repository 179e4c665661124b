"""The three steps, live in the reader's browser."""
