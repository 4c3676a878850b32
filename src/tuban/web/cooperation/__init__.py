"""Tasks between departments: the board, one task, the figures of a month, and what is done about them."""
