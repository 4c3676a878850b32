"""Background work as whoever asked for it sees it: how far it is, stop, again."""
