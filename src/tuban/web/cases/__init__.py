"""Cases at the desk: the list, a case with its course, its papers, what those above look for."""
