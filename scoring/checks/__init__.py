"""What a notice's own figures and words say against one another; no rule is needed."""
