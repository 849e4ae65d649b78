"""Creating once: a client that does not know whether its request arrived sends it again, and nothing doubles."""
