"""The pages of the overview for levels above the county."""
