"""Notices drawn from truth in the layouts that offices publish, read back and scored."""
