"""The registry of units, one file a jurisdiction."""
