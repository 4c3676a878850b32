"""The practice county, broken by whoever trains and brought back to a stage of its work.

A reset drops every record of the county but its organisation and the audit, then lets the accounts of the practice
county do the work of the stages before by the same actions that people take.
"""
