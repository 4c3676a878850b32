"""Packages (外业包): everything that a group needs to work without a network, as files by their checksum.

Receives the routes of a group, the patches with what is known of them, and the layers. Decides nothing. Hands on a
manifest and its parts to the devices of the group.
"""
