"""Organisations (组织与责任): divisions, units and their departments, posts and who holds them, groups, responsibility.

Receives the tree of divisions and the people. Decides who a person is today: which posts they hold, which areas they
see. Hands on the acting person, to whom every action and every query of the later stages is bound.
"""
