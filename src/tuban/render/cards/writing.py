"""Writing the cards: one file per patch part, one volume per township, and the register of PJ parcels.

    登记卡/<乡镇>/<图斑号>[-地块号].docx      登记卡-合订本/<乡镇>.docx
    查处卡/<乡镇>/<图斑号>[-地块号].docx      查处卡-合订本/<乡镇>.docx
    PJ地块占用耕地面积情况登记表.docx

The same judgements, pictures and lawbook give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from PIL import Image

from tuban.render.cards.docx_package import LANDSCAPE, PORTRAIT, Document, Picture
from tuban.render.cards.names import NameGiver
from tuban.render.cards.page import PicturePair, card_body, register_body
from tuban.render.seal import Seal
from tuban.rules.cards import JudgementLike, fill_card, fill_register, natural_key, plain, wanted
from tuban.rules.cards.book import CardBook, card_book
from tuban.rules.cards.definitions import Card
from tuban.rules.cards.filled import FilledCard, FilledRegister
from tuban.rules.part_figures import figures_of
from tuban.rules.rulebook import Rulebook

_PICTURE_PIXELS = 320
_SHOWN_EDITION = 12


class CampaignLike(Protocol):
    """What a card prints of the campaign."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def year(self) -> int: ...  # noqa: D102
    @property
    def area_name(self) -> str: ...  # noqa: D102


class ChipsLike(Protocol):
    """The two pictures of a part; None where the imagery does not cover it."""

    @property
    def before(self) -> Path | None: ...  # noqa: D102
    @property
    def after(self) -> Path | None: ...  # noqa: D102


OnCard = Callable[[str, str], None]
"""Called after every card with its patch number and part number."""


@dataclass(frozen=True, slots=True)
class WrittenCards:
    """What was written: the file of every part, the volumes, and the township code of each where it has one."""

    files: Mapping[tuple[str, str], Path]
    volumes: tuple[Path, ...]
    townships: Mapping[Path, str]


def write_registration_cards(
    judgements: Iterable[JudgementLike],
    folder: Path,
    rulebook: Rulebook,
    *,
    campaign: CampaignLike,
    chips: Mapping[tuple[str, str], ChipsLike] | None = None,
    seals: Mapping[tuple[str, str], Seal] | None = None,
    on_card: OnCard | None = None,
) -> WrittenCards:
    """Write the registration card (土地卫片地块核查情况登记卡) of every part, and a volume per township.

    ``chips`` are picture pairs by (patch number, part number); a part without an entry gets no picture block. None
    says that the disc has no imagery, and every card repeats it. ``seals`` are those of the signed ones.
    """
    book = card_book(rulebook)
    writer = _Writer(book.cards["registration_card"], book, folder, campaign, chips is not None, seals or {})
    return writer.write(judgements, chips or {}, on_card)


def write_handling_cards(
    judgements: Iterable[JudgementLike],
    folder: Path,
    rulebook: Rulebook,
    *,
    campaign: CampaignLike,
    seals: Mapping[tuple[str, str], Seal] | None = None,
    on_card: OnCard | None = None,
) -> WrittenCards:
    """Write the handling card (违法用地行为查处及落实情况登记卡) of every part that counts as unlawful; ``seals`` are
    those of the signed ones."""
    book = card_book(rulebook)
    writer = _Writer(book.cards["handling_card"], book, folder, campaign, seals=seals or {})
    return writer.write(judgements, {}, on_card)


def write_pj_register(
    judgements: Iterable[JudgementLike], folder: Path, rulebook: Rulebook, *, campaign: CampaignLike
) -> Path:
    """Write the register of parcels approved earlier and built this year (PJ), also where there are none."""
    register = pj_register(judgements, rulebook)
    path = folder / register.card.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(register_file(register, rulebook, campaign=campaign))
    return path


def pj_register(judgements: Iterable[JudgementLike], rulebook: Rulebook) -> FilledRegister:
    """Return the register of PJ parcels, filled."""
    book = card_book(rulebook)
    return fill_register(book.cards["pj_register"], _ordered(judgements), book)


def register_file(
    register: FilledRegister, rulebook: Rulebook, *, campaign: CampaignLike, seal: Seal | None = None
) -> bytes:
    """Return a register as a Word file, with its seal where it is signed."""
    book = card_book(rulebook)
    made = Document(LANDSCAPE)
    title = campaign.title.strip() or book.marks.untitled_campaign.format(year=campaign.year)
    made.add(register_body(register, book, made, region=campaign.area_name, campaign=title, seal=seal))
    return made.finish(footer=_footer(title, book), title=register.card.title, dated=_dated(campaign))


@dataclass(slots=True)
class _Volume:
    """The cards of one township, as one document in the making."""

    key: str
    folder: str
    township: str
    code: str
    names: NameGiver = field(default_factory=NameGiver)
    document: Document = field(default_factory=lambda: Document(PORTRAIT))
    begun: bool = False


@dataclass(slots=True)
class _Writer:
    """Writes the cards of one kind, township by township: a file for every part, then the volume."""

    card: Card
    book: CardBook
    folder: Path
    campaign: CampaignLike
    has_imagery: bool = True
    seals: Mapping[tuple[str, str], Seal] = field(default_factory=dict)
    folders: NameGiver = field(default_factory=NameGiver)
    files: dict[tuple[str, str], Path] = field(default_factory=dict)
    volumes: list[Path] = field(default_factory=list)
    townships: dict[Path, str] = field(default_factory=dict)

    def write(
        self,
        judgements: Iterable[JudgementLike],
        chips: Mapping[tuple[str, str], ChipsLike],
        on_card: OnCard | None,
    ) -> WrittenCards:
        volume: _Volume | None = None
        ordered = _ordered(judgements)
        printed = figures_of((judgement.facts for judgement in ordered), self.card.unit)
        for judgement, own in zip(ordered, printed, strict=True):
            if not wanted(self.card, judgement, self.book):
                continue
            filled = fill_card(self.card, judgement, self.book, own)
            if volume is None or volume.key != _township_key(filled):
                self.bind(volume)
                volume = self.begin(filled)
            self.one(filled, volume, _pair(chips.get(filled.key)))
            if on_card:
                on_card(*filled.key)
        self.bind(volume)
        return WrittenCards(self.files, tuple(self.volumes), self.townships)

    def begin(self, filled: FilledCard) -> _Volume:
        unnamed = self.book.marks.unnamed_township
        name = filled.township or filled.township_code or unnamed
        volume = _Volume(_township_key(filled), self.folders.give(name, unnamed), name, filled.township_code)
        (self.folder / self.card.folder / volume.folder).mkdir(parents=True, exist_ok=True)
        return volume

    def one(self, filled: FilledCard, volume: _Volume, pair: PicturePair | None) -> None:
        number = "-".join(part for part in filled.key if part)
        path = self.folder / self.card.folder / volume.folder / f"{volume.names.give(number, '_')}.docx"
        single = Document(PORTRAIT)
        seal = self.seals.get(filled.key)
        single.add(card_body(filled, self.book, single, pair=pair, seal=seal, has_imagery=self.has_imagery))
        left = self.book.marks.patch_line.format(number=number)
        self.save(path, single, left, f"{self.card.title} {number}")
        volume.document.add(
            card_body(
                filled,
                self.book,
                volume.document,
                pair=pair,
                seal=seal,
                has_imagery=self.has_imagery,
                page_break=volume.begun,
            )
        )
        volume.begun = True
        self.files[filled.key] = path
        self._note(path, volume)

    def bind(self, volume: _Volume | None) -> None:
        if volume is None:
            return
        path = self.folder / self.card.volumes / f"{volume.folder}.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        label = self.book.marks.volume_footer.format(township=volume.township, title=self.card.title)
        self.save(path, volume.document, label, label)
        self.volumes.append(path)
        self._note(path, volume)

    def _note(self, path: Path, volume: _Volume) -> None:
        if volume.code:
            self.townships[path] = volume.code

    def save(self, path: Path, made: Document, left: str, title: str) -> None:
        path.write_bytes(made.finish(footer=_footer(left, self.book), title=title, dated=_dated(self.campaign)))


def _township_key(filled: FilledCard) -> str:
    return filled.township_code or filled.township


def _ordered(judgements: Iterable[JudgementLike]) -> list[JudgementLike]:
    def key(judgement: JudgementLike) -> tuple[Any, ...]:
        facts = judgement.facts
        return (
            plain(facts["township_code"]), plain(facts["township_name"]),
            natural_key(plain(facts["patch_number"])), natural_key(plain(facts["part_number"])),
        )  # fmt: skip

    return sorted(judgements, key=key)


def _footer(left: str, book: CardBook) -> Sequence[str]:
    before, between, after = book.marks.page_line
    return left, before, between, after, book.marks.edition_line.format(edition=book.edition[:_SHOWN_EDITION])


def _dated(campaign: CampaignLike) -> date:
    """The date in the file's properties: the end of the year inspected, never the clock."""
    return date(campaign.year, 12, 31)


def _pair(chips: ChipsLike | None) -> PicturePair | None:
    if chips is None:
        return None
    return PicturePair(_picture(chips.before), _picture(chips.after))


def _picture(path: Path | None) -> Picture | None:
    """Return the picture as a JPEG small enough for a volume of many cards."""
    if path is None:
        return None
    with Image.open(path) as image:
        if image.format == "JPEG" and max(image.size) <= _PICTURE_PIXELS:
            return Picture(path.read_bytes(), *image.size)
        small = image.convert("RGB")
        small.thumbnail((_PICTURE_PIXELS, _PICTURE_PIXELS))
        content = io.BytesIO()
        small.save(content, "JPEG", quality=80)
        return Picture(content.getvalue(), *small.size)
