"""Groups at work and their plans."""
