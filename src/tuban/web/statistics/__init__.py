"""Statistics (统计) in the browser: the official forms live, every cell to its patches, side by side, as a map."""
