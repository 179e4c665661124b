"""A package, so that its browser ends before other tests run event loops of their own."""
