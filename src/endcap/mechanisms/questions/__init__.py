"""Questionnaires in versions: sections, typed questions, rules; answers that stay."""
