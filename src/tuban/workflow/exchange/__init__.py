"""Exchange between installations (离线交换): issues go down and results go up as files, where no network joins them.

Receives what the stages before hand over as files, and packages of other installations on a disc. Decides nothing: a
person compares the fingerprint of a sender, sees what would change, and takes a package in or lays it aside. Hands on
a disc to the import, results to the level above, and the receipt of either to its sender.
"""
