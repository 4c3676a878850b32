"""The review desk (判读台): images read one patch after the other, and how well readers read."""
