"""Backups (备份): the office as it was at one moment, in a folder outside of it, and how it is brought back.

A backup is taken while people work. Content of the store is kept once for all backups of a folder, for it never
changes; a backup that was interrupted never looks whole.
"""
