"""Pure geometry: arrays in, arrays out. No law, no framework."""
