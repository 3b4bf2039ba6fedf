"""What notices of one issuer say against one another."""
