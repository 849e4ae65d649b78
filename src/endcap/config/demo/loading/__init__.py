"""The stages in which a demo company goes into an empty installation, each through its area's services."""
