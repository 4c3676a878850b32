"""The door of the field (外业): the pocket app itself, packages down, the log of devices up.

docs/reference/field-protocol.md says what goes over the line.
"""
