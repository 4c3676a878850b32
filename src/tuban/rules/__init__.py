"""The engine of law: it reads the lawbook, decides, and explains. No geometry, no framework."""
