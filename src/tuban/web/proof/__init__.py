"""Proof packages: asked for of a patch or of many, watched, fetched."""
