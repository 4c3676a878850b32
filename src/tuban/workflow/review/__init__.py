"""Review (判读、会审、认定): images are read, departments give their opinions, a person takes the finding.

Receives patches with their facts and proposals. Decides the finding: one category, one type of violation, one area that
counts, each with its reasons. Hands on findings that people signed, and sends back what is missing to the same hands.
"""
