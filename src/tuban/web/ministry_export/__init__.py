"""Pages of the export for the ministry's reporting."""
