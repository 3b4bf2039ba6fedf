"""Rules in the words of offices, and whether the notices of those offices are bound by them."""
