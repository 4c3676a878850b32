"""Results (成果) in the browser: have them written, take them along, read the contradictions."""
