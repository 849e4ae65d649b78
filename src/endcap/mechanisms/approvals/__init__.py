"""Approvals: a document, a chain of steps chosen by kind, amount and rolling sum, and one inbox for them all."""
