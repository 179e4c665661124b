"""Tasks, and the questions that a project is asked about them."""
