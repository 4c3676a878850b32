"""Papers of cases: filled from the record, drafted, issued and kept."""
