"""What a notice says of itself, its prose, and where each number went."""
