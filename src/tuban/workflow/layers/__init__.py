"""Data base (数据底板): editions of reference layers and images, each a file that never changes.

Receives the layers of discs. Decides which edition is the current one of a division and role. Hands on files to
compare with; the database holds no parcel of them.
"""
