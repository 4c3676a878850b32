"""Plans of units (方案): the board of all units, the versions of one, its draft, handing in and deciding."""
