"""The rule that a table shows by itself: found, certified, and put to its scores."""
