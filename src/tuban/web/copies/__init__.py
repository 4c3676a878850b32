"""Photos of patches: gone through one by one, drawn small, and their public copies (公开副本)."""
