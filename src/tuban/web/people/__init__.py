"""People (人员): who can sign in, which posts they hold since when, and the separation of the three administrators."""
