"""Accountability (问责): how every unit stands, lists by the lines, what rectification would change, whereabouts."""
