"""Orders, credit and money."""
