"""The chapters' blocks become HTML."""
