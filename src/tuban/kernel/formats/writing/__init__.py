"""Layers into files of other formats: written by a child process, and read back to say what the format did not keep."""
