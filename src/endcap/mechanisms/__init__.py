"""Machines that many areas declare their business on."""
