"""Endcap (端架): self-hosted outlet customer management (终端客户管理与维护)."""
