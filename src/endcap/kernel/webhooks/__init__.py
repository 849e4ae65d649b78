"""Webhooks: other systems hear what happens here, signed, retried, and without a personal word."""
