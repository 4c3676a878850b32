"""Questions about signatures: which documents one sees, what waits for whom, how they stand, what a digest is."""
