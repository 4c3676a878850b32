"""A package, so that pytest ends the office of this folder with the folder: what has no package lasts the session."""
