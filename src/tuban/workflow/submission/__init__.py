"""Reporting up (报送): a campaign is sealed, signed, sent to the level above, accepted or returned.

Takes the newest results with the records they counted, and what people explained. Hands on seals whose content never
changes, where each stands, and the lock on what was accepted. Judges nothing: the rules and the people did before.
"""
