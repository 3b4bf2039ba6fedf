"""Grids as printed become tables under heading paths."""
