"""Rules in the words of offices: what a document states of points, and its clauses."""
