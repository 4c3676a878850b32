"""The inspection as records with people, deadlines and signatures: one Django app per stage, in the order a patch
travels.

Stages look back, never forward. Each has the same files: ``models`` nouns, ``queries`` named questions, ``policies``
who may do what and why, ``actions`` verbs, ``tasks`` thin jobs.
"""
