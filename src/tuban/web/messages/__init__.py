"""The inbox, and how a person wants messages besides it."""
