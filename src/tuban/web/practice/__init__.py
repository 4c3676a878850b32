"""The practice county: where it stands, and bringing it back to a stage."""
