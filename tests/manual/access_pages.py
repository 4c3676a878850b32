"""The pages of the access matrix, English and Chinese, drawn from ``docs/reference/access.yaml``."""

from __future__ import annotations

import os
from collections.abc import Iterable

from tests.access.matrix import STATES, Matrix, Right, Words, matrix
from tests.access.readers import READERS
from tests.access.walked import KINDS, walked

_DRAWN = {
    "en": "<!-- Drawn by python -m tests.manual.reference_pages out of access.yaml: change that, not this page. -->",
    "zh": "<!-- 本页由 python -m tests.manual.reference_pages 生成，请改数据，不要改本页。 -->",
}
_SAID = {
    "title": ("Access matrix", "访问权限矩阵"),
    "about": (
        "Who finds what, who may do what in which state, and which fields are sealed. The data are "
        "[access.yaml]({yaml}); the tests of `tests/access` walk every address of the product by them, as "
        "every reader, reading and writing. What somebody does not find answers like a key that never was, "
        "and the attempt is written into the audit.",
        "谁看得到什么，谁在什么状态下能做什么，哪些字段不给谁看。数据在 [access.yaml]({yaml})；`tests/access`"
        " 的测试据此以每种身份走遍系统的每个地址，查看和办理都试。看不到的东西，回答与从未存在过的编号完全一"
        "样，并记入审计。",
    ),
    "example": (
        "May a township clerk of the neighbouring county read evidence of an accepted patch? “Evidence” "
        "below is found by those of the area only: no, in no state.",
        "例：邻县乡镇填报员能看已审核图斑的举证材料吗？下表“举证材料”只有本辖区的人看得到：不能，任何状态都不"
        "能。",
    ),
    "together": ("Together", "合称"),
    "readers": ("Readers", "身份"),
    "reader": ("Reader", "身份"),
    "word": ("In the data", "数据中的写法"),
    "things": ("What is found by whom", "谁看得到什么"),
    "thing": ("Thing", "对象"),
    "by": ("Found by", "看得到的人"),
    "why": ("Why", "理由"),
    "rights": ("Who may do what", "谁能做什么"),
    "rights_about": (
        "Asked about a patch of a township and what hangs on it. Open: the campaign runs. Accepted: the "
        "level above accepted the figures, and they are locked. Closed: the campaign is closed. “—”: nobody, "
        "as things stand in the office of the tests (a step that is not due yet). An account stands where "
        "only some of a reader may: who did it themselves, the department that was asked, members of the "
        "group.",
        "以某乡镇的图斑及与其有关的事项为例。进行中：检查正在进行。已审核：上级已审核通过，数据锁定。已关闭："
        "检查已关闭。“—”：按测试环境中的状态无人可做（还没到这一步）。写账号的，是该身份中只有个别人可以：本"
        "人、被征求意见的部门、小组成员。",
    ),
    "deed": ("Deed", "办理事项"),
    "rule": ("Rule", "规则"),
    "open": ("Open", "进行中"),
    "accepted": ("Accepted", "已审核"),
    "closed": ("Closed", "已关闭"),
    "same": ("as open", "同进行中"),
    "fields": ("Fields", "字段"),
    "field": ("Fields", "字段"),
    "shown": ("Shown to", "可看的人"),
    "machines": ("Machines", "程序和设备"),
    "machines_about": (
        "What a token is good for besides what its person may: an operation that reads asks for “read”, one that "
        "changes something for “write”; those below ask for something else. A device finds what its person finds, and "
        "takes a package where its person may; what it hands in is kept whatever became of it.",
        "令牌除受持有人权限限制外，还要有相应用途：读取的操作要“读取”，改动的操作要“办理”；下表所列另有要求。设备看"
        "得到的就是其持有人看得到的，持有人可以领取的资料包它才能领取；它交回的内容，不论设备后来如何，一律留存。",
    ),
    "scope": ("Token for", "令牌用途"),
    "said": ("What asks for it", "何时需要"),
    "operations": ("Operations", "操作"),
    "device": ("Device", "设备"),
    "takes": ("Takes packages", "可领取资料包"),
    "yes": ("as its person", "同持有人"),
    "no": ("no", "否"),
    "walked": ("What the walk gave", "逐一走查的结果"),
    "walked_about": (
        "Every one of {accounts_walked} accounts of {readers} readers went past every one of {doors} doors (addresses "
        "by method) while the campaign was open, and one account of each reader while it was accepted and while it was "
        "closed, {walks} walks: {cells} answers, each held against this matrix. What is hidden was asked for a second "
        "time by a key that never was ({compared} compared); every link and every form of the pages shown was followed "
        "({followed}). "
        "Besides, {rules} rules were asked of {accounts} accounts in each of {states} states: {asked} answers. Other "
        "than the matrix has it: {faults} doors, {wrong} rules.\n\n"
        "Walked on {days}, {processors} processors, {memory_gib} GiB, Python {python}: `pytest tests/access -m long`.",
        "检查进行中时，{readers} 种身份的 {accounts_walked} 个账号逐一走遍 {doors} 个入口（地址 × 方法）；已审核、已关"
        "闭状态下，各身份再各走一遍，合计 {walks} 遍，共 {cells} 个回答，逐一与本矩阵核对。"
        "看不到的，另用从未存在过的编号再问一次（对照 {compared} 次）；所见页面上的每个链接、每个表单"
        "都点过（跟进 {followed} 次）。另核对 {rules} 条规则 × {accounts} 个账号 × {states} 种状态，共 "
        "{asked} 个回答。与矩阵不符：入口 {faults} 个，规则 {wrong} 个。\n\n走查日期 {days}；{processors} 核"
        "，{memory_gib} GiB，Python {python}；命令 `pytest tests/access -m long`。",
    ),
    "not_there": ("Doors with nothing behind them", "没有内容的入口"),
    "not_there_about": (
        "These answer “not found” to whoever finds what they are about, but the readers named. Where the office under "
        "test has nothing, the walk cannot tell who would be let in: the tests of that desk do.",
        "下列入口对看得到相关对象的人也回答“不存在”，所列身份除外。试门用的系统里没有内容的，走查分不出谁能进，由该业务"
        "的测试核对。",
    ),
    "addresses": ("Doors", "入口"),
    "is_to": ("Is there for", "对谁存在"),
    "let_in": ("let in", "放行"),
    "told": ("told what is wrong", "指出错误"),
    "refused": ("refused", "拒绝"),
    "not_found": ("not found", "不存在"),
    "sent": ("sent to sign in", "请登录"),
    "no_such": ("no such deed", "无此操作"),
    "compared": ("compared", "对照"),
    "followed": ("followed", "跟进"),
    "faults": ("faults", "不符"),
    "all": ("together", "合计"),
    "doors": ("Doors that need nobody signed in", "不登录也能打开的地址"),
}  # fmt: skip


def access_page(language: str) -> str:
    """Return the page in a language, ``en`` or ``zh``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.utils import translation

    with translation.override("zh-hans" if language == "zh" else "en"):
        return _Page(language, matrix()).text()


class _Page:
    def __init__(self, language: str, told: Matrix) -> None:
        self.language, self.told = language, told

    def _say(self, key: str) -> str:
        return _SAID[key][self.language == "zh"]

    def _of(self, words: Words) -> str:
        return words.zh if self.language == "zh" else words.en

    def _who(self, readers: Iterable[str]) -> str:
        left, known = set(readers), []
        for words, members in sorted(self.told.sets.values(), key=lambda one: -len(one[1])):
            if members <= left:
                known.append(self._of(words))
                left -= members
        known += [self._of(words) for name, words in self.told.readers.items() if name in left]
        accounts = sorted(one for one in left if one not in self.told.readers)
        return ("；" if self.language == "zh" else "; ").join([*known, *(f"`{one}`" for one in accounts)]) or "—"

    def text(self) -> str:
        yaml = "access.yaml" if self.language == "en" else "../../reference/access.yaml"
        parts = [
            _DRAWN[self.language], f"# {self._say('title')}", self._say("about").format(yaml=yaml),
            self._say("example"), f"## {self._say('readers')}",
            self._grid(("word", "reader"), ((f"`{n}`", self._of(w)) for n, w in self.told.readers.items())),
            self._grid(
                ("together", "readers"),
                (
                    (self._of(words), "；".join(self._of(said) for one, said in self.told.readers.items() if one in of))
                    for words, of in self.told.sets.values()
                ),
            ),
            f"## {self._say('things')}",
            self._grid(
                ("thing", "by", "why"),
                (
                    (self._of(one.words), self._who(one.found_by), self._of(one.why))
                    for one in self.told.things.values()
                ),
            ),
            f"## {self._say('rights')}", self._say("rights_about"),
            self._grid(("deed", "rule", *STATES), (self._right(one) for one in self.told.rights.values())),
            f"## {self._say('fields')}",
            self._grid(
                ("field", "shown", "why"),
                ((self._of(one.words), self._who(one.shown_to), self._of(one.why)) for one in self.told.fields),
            ),
            f"## {self._say('machines')}", self._say("machines_about"),
            self._grid(
                ("scope", "said", "operations"),
                (
                    (f"`{name}`", self._of(words), "<br>".join(f"`{one}`" for one in sorted(named)))
                    for name, (words, named) in self.told.scopes.items()
                ),
            ),
            self._grid(
                ("device", "takes"),
                ((self._of(one.words), self._say("yes" if one.takes else "no")) for one in self.told.devices.values()),
            ),
            *self._walked(),
            f"## {self._say('not_there')}", self._say("not_there_about"),
            self._grid(
                ("addresses", "is_to", "why"),
                (
                    ("<br>".join(f"`{name}`" for name in sorted(one.doors)), self._who(one.is_to), self._of(one.why))
                    for one in self.told.not_there
                ),
            ),
            f"## {self._say('doors')}", ("、" if self.language == "zh" else ", ").join(
                f"`{name}`" for name in sorted(self.told.open_doors)
            ),
        ]  # fmt: skip
        return "\n\n".join(parts) + "\n"

    def _walked(self) -> list[str]:
        """Return what came of walking it; nothing before anybody did."""
        told = walked()
        if told is None:
            return []
        counted = (*KINDS, "compared", "followed", "faults")
        rows = [
            (self._of(words), [told["readers"][reader][one] for one in counted])
            for reader, words in self.told.readers.items()
        ]
        rows.append((self._say("all"), [sum(column) for column in zip(*(row for _who, row in rows), strict=True)]))
        cells = sum(rows[-1][1][: len(KINDS)])
        sums = dict(zip(counted, rows[-1][1], strict=True))
        walks = sum(one["walks"] for one in told["readers"].values())
        about = self._say("walked_about").format(
            days=", ".join(told["days"]), readers=len(told["readers"]), doors=cells // walks, walks=walks,
            cells=cells, accounts_walked=len(READERS),
            **{name: sums[name] for name in ("compared", "followed", "faults")}, **told["machine"], **told["rights"],
        )  # fmt: skip
        grid = self._grid(("reader", *counted), ((who, *map(str, row)) for who, row in rows))
        return [f"## {self._say('walked')}", about, grid]

    def _right(self, right: Right) -> tuple[str, ...]:
        first = right.may["open"]
        others = [self._say("same") if right.may[s] == first else self._who(right.may[s]) for s in STATES[1:]]
        return (_deeds(right.name, self.language), f"`{right.name}`", self._who(first), *others)

    def _grid(self, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
        lines = [f"| {' | '.join(map(self._say, heads))} |", f"|{'---|' * len(heads)}"]
        return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _deeds(name: str, language: str) -> str:
    """Return what those deeds are called that ask a policy; without any, what the policy itself says it is."""
    from tests.access.rights import names_of_actions, policies

    from tuban.web.audit.words import WORDS

    words = dict.fromkeys(str(WORDS[one]) for one in names_of_actions().get(name, ()) if one in WORDS)
    if words:
        return ("；" if language == "zh" else "; ").join(words)
    told = (policies()[name].why_not.__doc__ or "").removeprefix("Why not: ").split("\n")[0].rstrip(".")
    return told if language == "en" else "（查看类规则）"
