"""What one does with patches from a dossier or a list: assign, split, merge, restore, say whether two are one, add."""
