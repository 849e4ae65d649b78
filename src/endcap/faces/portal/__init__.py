"""The portal: pages for people outside the company, on their phones. A shell without rules."""
