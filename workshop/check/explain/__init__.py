"""What is said of it, and the catalogue of mistakes."""
