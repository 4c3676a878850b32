"""How dates and figures are written, alike in every language of the interface."""
