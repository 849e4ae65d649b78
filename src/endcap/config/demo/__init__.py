"""The demo company: a beverage maker that does not exist, generated the same way every time."""
