"""Where notices come from: sites, fetching, the archive."""
