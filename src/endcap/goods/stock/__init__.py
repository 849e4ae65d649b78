"""Goods: where they stand, in which lots, how they move, are counted and kept in the right amount."""
