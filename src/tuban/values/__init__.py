"""The words of the domain as immutable types. Standard library only."""
