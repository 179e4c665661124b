"""Where a project differs from the lesson, as edits that can be tried."""
