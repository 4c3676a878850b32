"""Decision tables: closed questions, rows, answers. Hit policies *unique* and *collect* only, so order means nothing.

Every question has the answer ``unknown`` besides the words of its code list. A cell is a word or a list of words;
a question that a row leaves out may be anything, unknown too; the word ``known`` is any word but unknown.
Numbers never sit in a cell: a fact's band is derived in Python from a cited parameter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tuban.rules.instruments import Instrument, check_cites, cited
from tuban.rules.parameters import DATED_BY, NotInForce, read_day
from tuban.rules.strict_yaml import StrictMapping, UnknownWord, WrongKind, nearest
from tuban.rules.vocabulary import CodeList, FactKind, Vocabulary
from tuban.values.facts import UNKNOWN

UNKNOWN_WORD = "unknown"
KNOWN_WORD = "known"
FLAG_WORDS = ("yes", "no")
HIT_POLICIES = ("unique", "collect")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of a table: the fact it asks, and the closed words it may have, ``unknown`` last.

    ``unclear`` are the words that more exact facts would settle: ``unknown``, and those so marked in the code list.
    """

    name: str
    title: str
    words: tuple[str, ...]
    unclear: frozenset[str] = frozenset((UNKNOWN_WORD,))

    @property
    def everything(self) -> int:
        """The mask of all words."""
        return (1 << len(self.words)) - 1

    @property
    def unknown_bit(self) -> int:
        """The mask of the word ``unknown``."""
        return 1 << (len(self.words) - 1)

    def word_of(self, value: Any) -> str:
        """Return the word of a fact's value; what no word tells is ``unknown``."""
        if value is UNKNOWN:
            return UNKNOWN_WORD
        if value is None:
            return "none" if "none" in self.words else UNKNOWN_WORD
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value if value in self.words else UNKNOWN_WORD


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a mask of allowed words for each question, and its answers."""

    id: str
    masks: tuple[int, ...]
    then: Mapping[str, Any]
    cites: tuple[str, ...]
    because: str
    line: int

    def meets(self, masks: Sequence[int]) -> bool:
        """Whether some combination lies in this row and in the box of ``masks``."""
        return all(mine & other for mine, other in zip(self.masks, masks, strict=True))


@dataclass(frozen=True, slots=True)
class Hit:
    """What a table answers to one combination: the rows that hold, and the unknown questions that matter."""

    rows: tuple[Row, ...]
    answers: Mapping[str, Any]
    cites: tuple[str, ...]
    matters: tuple[str, ...]


@dataclass(frozen=True)
class TableEdition:
    """The rows in force from one day."""

    since: date
    cites: tuple[str, ...]
    rows: tuple[Row, ...]
    hits: dict[tuple[str, ...], Hit] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class DecisionTable:
    """One table of the law over time."""

    path: str
    title: str
    file: str
    dated_by: str
    hit: str
    asks: tuple[Ask, ...]
    answers: tuple[str, ...]
    editions: tuple[TableEdition, ...]

    @property
    def combinations(self) -> int:
        """How many combinations of words the table must answer."""
        count = 1
        for ask in self.asks:
            count *= len(ask.words)
        return count

    def on(self, day: date) -> TableEdition:
        """Return the edition in force on a day; raises NotInForce."""
        found: TableEdition | None = None
        for edition in self.editions:
            if edition.since <= day:
                found = edition
        if found is None:
            raise NotInForce(path=self.path, day=day.isoformat())
        return found

    def decide(self, facts: Mapping[str, Any], day: date) -> Hit:
        """Answer a combination of facts by the edition of a day. Answers are words, tuples of words, or UNKNOWN."""
        edition = self.on(day)
        words = tuple(ask.word_of(facts[ask.name]) for ask in self.asks)
        hit = edition.hits.get(words)
        if hit is None:
            hit = edition.hits[words] = self._hit(edition, words)
        return hit

    def _hit(self, edition: TableEdition, words: tuple[str, ...]) -> Hit:
        point = [1 << ask.words.index(word) for ask, word in zip(self.asks, words, strict=True)]
        rows = tuple(row for row in edition.rows if row.meets(point))
        cites = tuple(dict.fromkeys(cite for row in rows for cite in row.cites)) or edition.cites
        if self.hit == "unique":
            answers = {name: UNKNOWN if word == UNKNOWN_WORD else word for name, word in rows[0].then.items()}
        else:
            answers = {
                name: tuple(dict.fromkeys(word for row in rows for word in row.then.get(name, ())))
                for name in self.answers
            }
        return Hit(rows, answers, cites, self._matters(edition, words, point))

    def _matters(self, edition: TableEdition, words: tuple[str, ...], point: list[int]) -> tuple[str, ...]:
        """Return the unknown questions whose knowledge could change the answer, whatever the other unknowns become."""
        unknown = [index for index, word in enumerate(words) if word in self.asks[index].unclear]
        if not unknown:
            return ()
        box = [self.asks[i].everything if i in unknown else mask for i, mask in enumerate(point)]
        near = [row for row in edition.rows if row.meets(box)]
        if self.hit == "collect":
            return tuple(self.asks[i].name for i in unknown if any(not row.masks[i] & point[i] for row in near))
        return tuple(self.asks[i].name for i in unknown if _turns(i, near, box))


def _turns(question: int, rows: Sequence[Row], box: Sequence[int]) -> bool:
    """Whether two rows of different answers differ, inside the box, in this question alone."""
    for index, one in enumerate(rows):
        for other in rows[index + 1 :]:
            if one.then == other.then:
                continue
            alike = all(
                mine & others & mask
                for place, (mine, others, mask) in enumerate(zip(one.masks, other.masks, box, strict=True))
                if place != question
            )
            if alike:
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Words:
    """What reading a table needs to know of the rest of the lawbook."""

    vocabulary: Vocabulary
    codelists: Mapping[str, CodeList]
    instruments: Mapping[str, Instrument]
    asks: tuple[Ask, ...] = ()
    answers: tuple[str, ...] = ()
    hit: str = "unique"

    def ask(self, kind: FactKind) -> Ask:
        unclear = {UNKNOWN_WORD}
        if kind.codelist is not None:
            unclear.update(entry.value for entry in self.codelists[kind.codelist] if entry.get("unclear"))
        return Ask(kind.name, kind.title, (*self.of(kind), UNKNOWN_WORD), frozenset(unclear))

    def of(self, kind: FactKind) -> tuple[str, ...]:
        if kind.codelist is not None:
            return tuple(value for value in self.codelists[kind.codelist].values if value != UNKNOWN_WORD)
        return FLAG_WORDS


def read_table(
    path: str,
    node: StrictMapping,
    vocabulary: Vocabulary,
    codelists: Mapping[str, CodeList],
    instruments: Mapping[str, Instrument],
) -> DecisionTable:
    """Read one table; raises LawbookFault. It is not yet proven: see tuban.rules.proof."""
    node.only(required=("title", "dated_by", "hit", "asks", "answers", "in_force"))
    words = _Words(vocabulary, codelists, instruments)
    asks = tuple(words.ask(kind) for kind in _facts_named(node, "asks", words))
    answers = tuple(kind.name for kind in _facts_named(node, "answers", words))
    words = replace(words, asks=asks, answers=answers, hit=node.word("hit", HIT_POLICIES))
    in_force = node.mapping("in_force")
    editions = [_read_edition(read_day(day, where=in_force.where(day)), one, words) for day, one in in_force.items()]
    return DecisionTable(
        path=path,
        title=node.text("title"),
        file=node.file,
        dated_by=node.word("dated_by", DATED_BY),
        hit=words.hit,
        asks=asks,
        answers=answers,
        editions=tuple(sorted(editions, key=lambda edition: edition.since)),
    )


def _facts_named(node: StrictMapping, key: str, words: _Words) -> list[FactKind]:
    found = []
    for index, name in enumerate(node.texts(key)):
        where = node[key].where(index)
        if name not in words.vocabulary:
            raise UnknownWord(where=where, word=name, what=key, nearest=nearest(name, words.vocabulary.facts))
        kind = words.vocabulary[name]
        if kind.codelist is None and kind.type != "flag":
            raise WrongKind(where=where, key=name, wanted="a fact with a code list, or a flag", found=kind.type)
        found.append(kind)
    return found


def _read_edition(since: date, node: StrictMapping, words: _Words) -> TableEdition:
    node.only(required=("cites", "rows"))
    cites = cited(node, words.instruments)
    rows: dict[str, Row] = {}
    for one in node.sequence("rows"):
        row = _read_row(one, words, cites)
        if row.id in rows:
            raise WrongKind(where=one.where("id"), key="id", wanted="an id of its own", found=row.id)
        rows[row.id] = row
    return TableEdition(since, cites, tuple(rows.values()))


def _read_row(node: StrictMapping, words: _Words, cites: tuple[str, ...]) -> Row:
    node.only(required=("id", "when", "then"), optional=("cites", "because"))
    when = node.mapping("when").only(optional=[ask.name for ask in words.asks])
    required = words.answers if words.hit == "unique" else ()
    then = node.mapping("then").only(required=required, optional=words.answers)
    own: tuple[str, ...] = node.texts("cites", cites)
    check_cites(own, words.instruments, where=node.where("cites"))
    return Row(
        id=node.text("id"),
        masks=tuple(_mask(when, ask) for ask in words.asks),
        then={name: _answer(then, name, words) for name in then},
        cites=own,
        because=node.text("because", ""),
        line=node.line,
    )


def _mask(when: StrictMapping, ask: Ask) -> int:
    if ask.name not in when:
        return ask.everything
    mask = 0
    for word in _cell(when, ask.name):
        if word == KNOWN_WORD:
            mask |= ask.everything & ~ask.unknown_bit
        elif word in ask.words:
            mask |= 1 << ask.words.index(word)
        else:
            raise UnknownWord(where=when.where(ask.name), word=word, what=ask.name, nearest=nearest(word, ask.words))
    return mask


def _cell(node: StrictMapping, name: str) -> tuple[str, ...]:
    value = node[name]
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and value:
        words: tuple[str, ...] = node.texts(name)
        return words
    raise WrongKind(where=node.where(name), key=name, wanted="a word or a list of words", found=repr(value))


def _answer(then: StrictMapping, name: str, words: _Words) -> Any:
    allowed = words.of(words.vocabulary[name])
    given = _cell(then, name)
    for word in given:
        if word not in allowed and not (word == UNKNOWN_WORD and words.hit == "unique"):
            raise UnknownWord(where=then.where(name), word=word, what=name, nearest=nearest(word, allowed))
    if words.hit == "collect":
        return given
    if len(given) != 1:
        raise WrongKind(where=then.where(name), key=name, wanted="one word", found=repr(given))
    return given[0]
