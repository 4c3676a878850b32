"""The cards (登记卡) of one patch part and the register of PJ parcels: read from the lawbook, filled from judgements.

A card is data (``lawbook/forms/cards``): blocks of rows of fields, each naming the facts it shows.
"""

from tuban.rules.cards.book import CARDS, CardBook, card_book
from tuban.rules.cards.filling import JudgementLike, fill_card, fill_register, natural_key, plain, wanted

__all__ = [
    "CARDS",
    "CardBook",
    "JudgementLike",
    "card_book",
    "fill_card",
    "fill_register",
    "natural_key",
    "plain",
    "wanted",
]
