"""Layers (数据底板): editions of reference layers, and what would differ when one changes."""
