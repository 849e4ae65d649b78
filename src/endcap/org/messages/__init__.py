"""Messages to people: in the house at once, outside by each one's wishes, never in quiet hours."""
