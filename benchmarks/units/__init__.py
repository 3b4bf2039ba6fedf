"""How well printed names are linked to units."""
