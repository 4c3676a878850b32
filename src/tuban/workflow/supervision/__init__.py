"""Supervision (督查): what a level above looks at again in a county, how it draws that, what it wants put right.

Whoever supervises reads the county's data and writes only records of supervision. The list is fixed before anybody
knows what is drawn of it; the second visit is made by people who see nothing of the first.
"""
