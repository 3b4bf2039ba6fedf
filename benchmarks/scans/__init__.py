"""Scans of pages that no office has published, and how exactly they are read."""
