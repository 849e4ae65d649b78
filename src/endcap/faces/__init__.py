"""Shells around the areas: they arrange pages and decide nothing."""
