"""Signatures (逐级签字): a form is put forward as it stands, and signed by one after another.

Receives the cells of a form from the stage whose form it is; the form is named by kind and key, as the audit does.
Decides whose turn it is, what a signature answers for, and what a later change does to it. Hands on who signed what,
when, and whether it still holds. Nothing of it is ever deleted.
"""
