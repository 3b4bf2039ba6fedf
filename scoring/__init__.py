"""Re-checking: rules, recomputation, inference and the checks that need no rule."""
