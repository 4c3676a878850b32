"""Returns (退回): a patch goes back to the hands it came from, with coded reasons and a pin on the map."""
