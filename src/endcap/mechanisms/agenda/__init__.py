"""What is due: rules that make due items, and who did or skipped them, and why."""
