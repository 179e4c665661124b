"""One file for each command: its options, the room it calls, what came out."""
