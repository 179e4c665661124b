"""A crowd, and what arrives."""
