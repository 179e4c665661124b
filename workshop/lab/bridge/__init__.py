"""The lab's Python half: it runs in the reader's browser, and for tests under ordinary Python."""
