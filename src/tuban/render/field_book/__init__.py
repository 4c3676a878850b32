"""The field book of a group (外业手簿): a page per patch in the order of the route, prefilled, with room to write.

A result folder keeps what a field book needs (:data:`BASE`), so that books can be made later, when the routes are
known, without the disc. Without routes there is one book per township, in the order of numbers.
"""

from tuban.render.field_book.base import BASE, FieldBaseMissing, FieldBaseUnreadable, write_field_base
from tuban.render.field_book.book import patch_address
from tuban.render.field_book.groups import Day, Group, Stop
from tuban.render.field_book.writing import FOLDER, FieldBooks, field_book_from_result

__all__ = [
    "BASE",
    "FOLDER",
    "Day",
    "FieldBaseMissing",
    "FieldBaseUnreadable",
    "FieldBooks",
    "Group",
    "Stop",
    "field_book_from_result",
    "patch_address",
    "write_field_base",
]
