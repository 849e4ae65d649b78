"""One module per command of ``endcap``: ``add_parser(commands)`` and ``run(given) -> exit code``."""
