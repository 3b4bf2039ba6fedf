"""Names to units, headings to indicators, words to periods."""
