"""Plans of units (方案): what each unit draws up for a campaign, hands in, and gets accepted or back.

Takes the figures of a unit for a draft, and the file that the unit made of it. Hands on who owes which plan until when,
where each stands, and every version with its digest. Judges no plan: the level above does.
"""
