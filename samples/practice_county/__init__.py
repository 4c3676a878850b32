"""The practice county (示范县): an invented county whose disc meets every rule of the lawbook.

Land, plan, papers, patches, field results, cases and imagery are generated from one seed. Nothing in it is a real
place, person or company, and its division codes begin with 99.
"""
