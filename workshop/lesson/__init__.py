"""The chapters and the steps become trees of files, and the changes between them."""
