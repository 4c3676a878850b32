"""The server of an installation, as one command: pages, worker, and what looks after both.

``python -m tuban.site.serving`` prepares and supervises; pages and worker are processes of their own that end when the
supervisor does, however it ends.
"""
