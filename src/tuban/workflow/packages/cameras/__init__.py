"""Photos from any camera: when and where they were taken, and which patch they likely show."""
