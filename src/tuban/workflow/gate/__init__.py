"""The gate before approvals (审批闸口): whether a boundary touches unlawful land that was not put right.

Receives boundaries. Decides by the lawbook alone: unlawful land that is not known to be settled keeps the gate shut.
Hands on answers that are kept, certificates, bulk checks, and approvals that were made up without punishment.
"""
