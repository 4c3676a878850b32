"""The jobs of the gate."""
