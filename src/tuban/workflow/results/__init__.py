"""Results (成果): what ``tuban inspect`` writes of a disc, written in the office from what the store keeps of it.

Takes a campaign that was loaded; hands on files in the store with what they rest on, and the contradictions as rows.
Decides nothing: the engine of law proposes, people sign the paper.
"""
