"""Questions about rectification; none of them writes."""
