"""The cards as Word documents: one for each patch part, a volume for each township, and the register of PJ parcels."""

from tuban.render.cards.writing import (
    CampaignLike,
    ChipsLike,
    WrittenCards,
    pj_register,
    register_file,
    write_handling_cards,
    write_pj_register,
    write_registration_cards,
)
from tuban.render.seal import Seal

__all__ = [
    "CampaignLike",
    "ChipsLike",
    "Seal",
    "WrittenCards",
    "pj_register",
    "register_file",
    "write_handling_cards",
    "write_pj_register",
    "write_registration_cards",
]
