"""Scrutiny (验真、真实性检视): whether files are genuine, and where field work is looked at first."""
