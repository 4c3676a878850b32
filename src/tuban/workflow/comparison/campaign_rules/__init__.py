"""The rules about the whole campaign, asked of all patches together as the records have them, without a disc.

One patch alone cannot tell whether they hold. They are asked as a piece of work of their own; what they object to
stands from one asking to another, and nothing is overwritten.
"""
