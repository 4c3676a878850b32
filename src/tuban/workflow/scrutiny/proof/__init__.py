"""Whether a file is the one that was taken: untouched, altered, or absent."""
