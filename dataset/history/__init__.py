"""One unit over the years: found by any of its names, told as text, data and picture."""
