"""Audit (审计): what was done, by whom, to what, when; written in the transaction of the deed, chained by hashes.

Receives every action of every stage and every refusal. Decides nothing. Hands on pages of lines and the proof that no
line was changed or taken out.
"""
