"""What is true of a project, before anything of the lesson is compared with it."""
