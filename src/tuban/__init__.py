"""Tuban 图斑: land satellite-image enforcement inspection (土地卫片执法检查).

values ← (kernel | rules) ← inspect ← render ← cli; nothing flows backwards.
"""

__version__ = "0.1.0"
