"""The reader of pages that are only a picture."""
