"""Packages between installations (离线交换): what came, what went, and whom the unit trusts."""
