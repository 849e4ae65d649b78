"""Django formats per language: the same unambiguous dates and figures in every language."""
