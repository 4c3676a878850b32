"""The list of patches (图斑一览): filter, find, choose many, assign them, take them along as a file."""
