"""Patches (图斑): what was issued, or found otherwise, on the ground of a campaign; a lead, not a finding.

Receives patches from discs and from patrol, reports and other sources. Decides to whom one is assigned, how it is
split, merged and restored. Hands on patches with their whole journey; nothing here says whether a use is lawful.
"""
