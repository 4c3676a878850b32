"""Who stands before a door: the columns of the matrix with the accounts that stand for each."""

from __future__ import annotations

OF_COUNTY = {
    "clerk": ("xiang01",), "township_leader": ("zhen01",), "other_township": ("xiang02", "zhen02", "xiang03", "zhen03"),
    "surveyor": ("waiye", "waiye2", "waiye3", "waiye4"), "planning": ("guihua",), "cadastre": ("diji",),
    "farmland": ("gengbao",), "enforcement": ("zhifa", "zhifa2"), "legal": ("fagui",),
    "enforcement_head": ("guzhang",), "section_head": ("guihuagu", "dijigu", "gengbaogu"), "organiser": ("zuzhi",),
    "leader": ("juzhang", "zuzhang"), "finance": ("caizheng",), "discipline": ("jiwei",), "police": ("gongan",),
    "court": ("fayuan",), "approval": ("shenpi",),
}  # fmt: skip
ABOVE = {
    "city": ("shi",), "city_leader": ("shizhang",), "province": ("sheng",), "ministry": ("bu",),
    "inspector": ("ducha",),
}  # fmt: skip
VISITING = {"visitor": ("hecha",)}
"""Who has a blind sheet to fill: of the city, and of no area until it is sealed."""
ADMINISTRATORS = {"system": ("xitong",), "security": ("anquan",), "audit": ("shenji",)}
ELSEWHERE = {
    "neighbour_county": (
        "lin_zuzhi", "lin_juzhang", "lin_guzhang", "lin_zhifa", "lin_diji", "lin_waiye", "lin_caizheng",
    ),
    "neighbour_township": ("lin_xiang", "lin_zhen"), "other_city": ("lin_shi",),
    "neighbour_system": ("lin_xitong",), "neighbour_security": ("lin_anquan",), "neighbour_audit": ("lin_shenji",),
    "real": ("zhen_zuzhi", "zhen_zhifa", "zhen_sheng"), "real_audit": ("zhen_shenji",),
}  # fmt: skip
OUTSIDE = {"nobody": ("nobody",), "dismissed": ("dismissed",), "postless": ("postless",), "new": ("new",)}
"""Who may not come in at all: nobody signed in, one suspended, one without a post, one who must change the password."""
SIGNED_IN = OF_COUNTY | ABOVE | VISITING | ADMINISTRATORS | ELSEWHERE
ALL = SIGNED_IN | OUTSIDE
READERS = {account: reader for reader, accounts in ALL.items() for account in accounts}
"""The reader that an account stands for."""
