"""What came from the field (外业回传): by device and day, conflicts that a person decides, rescue files, devices."""
