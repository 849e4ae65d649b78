"""Engines: pure calculations that know neither Django nor Endcap. A problem goes in, an explained result comes out."""
