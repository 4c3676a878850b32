"""Pages of reporting up: what stands in the way, seal, signatures, sending; the inbox of a level above."""
