"""Field routes (外业路线): groups, plans, the board on which patches are moved, documents."""
