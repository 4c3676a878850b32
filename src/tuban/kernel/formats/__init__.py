"""Files that others wrote: read in a child process, under limits."""
