"""Daily and weekly reports (日报、周报): what each township tells the county every working day, and the county its
government.

Receives the ledger of rectification as it stands. Decides nothing: a person confirms the figures of their unit, and
answers for them. Hands on what was reported, by whom and when, and which reports are late, empty or missing.
"""
