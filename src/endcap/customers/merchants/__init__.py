"""Merchants: who owns outlets in law, with licence and bank papers; only approved ones trade."""
