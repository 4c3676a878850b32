"""The cards as Word documents: one for each patch part, a volume for each township, and the register of PJ parcels."""

from tuban.render.cards.page import Seal
from tuban.render.cards.writing import (
    CampaignLike,
    ChipsLike,
    WrittenCards,
    write_handling_cards,
    write_pj_register,
    write_registration_cards,
)

__all__ = [
    "CampaignLike",
    "ChipsLike",
    "Seal",
    "WrittenCards",
    "write_handling_cards",
    "write_pj_register",
    "write_registration_cards",
]
