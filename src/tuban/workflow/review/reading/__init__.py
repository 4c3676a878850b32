"""Reading of images (判读): who reads what next, what a reading does, and how well readers read.

A reading says where to look. What it moves is only where a patch waits: to be visited, or visited where the field has
said the same. It never says that a use is lawful.
"""
