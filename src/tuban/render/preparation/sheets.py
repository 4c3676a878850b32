"""The five sheets of the checklist. Columns with the heading 登记 are filled by hand and read back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tuban.render.workbook.listing import Column, ListSheet, Looks
from tuban.rules.fact_words import day_in_words
from tuban.rules.preparation import Entry, Fitness, Holding, Instrument, State, ToolEntry

if TYPE_CHECKING:
    from tuban.render.preparation.writing import Checklist

_STATE_COLOURS = {"present": "#00734F", "partly": "#8A5A00", "missing": "#B34700", "unregistered": "#5B6875"}
_WRITTEN = {State.PRESENT: "有", State.PARTLY: "部分", State.MISSING: "无"}
_TO_CHOOSE = list(_WRITTEN.values())
_WARNINGS = (Fitness.OVERDUE, Fitness.ENDS_DURING)
_MOST_FILES = 6


def write_materials(sheet: Any, book: Any, looks: Looks, checklist: Checklist) -> None:
    """One row for each item, in the order of the plan; what the register names besides follows."""
    states = checklist.preparation.states
    counts = Counter(entry.state for entry in checklist.entries)
    told = "，".join(f"{states[state.value]} {counts[state]} 项" for state in State)
    line = f"{checklist.line}　资料 {len(checklist.entries)} 项：{told}。"
    line += f"依据：{checklist.cited(checklist.preparation.cites)}。"
    columns = (
        Column("序号", 5, centred=True), Column("资料名称", 24), Column("类别", 9, centred=True),
        Column("光盘资料（文件、版次、数量）", 40), Column("结论", 7, centred=True), Column("缺什么，有何影响", 46),
        Column("责任部门", 9, centred=True), Column("登记状态", 8, centred=True), Column("持有人", 10, centred=True),
        Column("存放地点", 13), Column("备注", 15),
    )  # fmt: skip
    listing = ListSheet(sheet, looks, columns, title=checklist.title, line=line)
    colours = _colours(book)
    for number, entry in enumerate(checklist.entries, 1):
        item = entry.item
        cells = [
            number, item.title, checklist.preparation.groups[item.group], _on_disc(entry, checklist),
            states[entry.state.value], _lacks(entry, checklist), checklist.preparation.offices[item.office],
            *_registered(entry.holding),
        ]  # fmt: skip
        listing.add(cells, _looks(looks, columns, {4: colours[entry.state]}), least=26)
    for name, holding in checklist.materials.others:
        listing.add(["", name, "另行登记", "", "", "", "", *_registered(holding)], least=26)
    _to_choose(sheet, listing, 7)
    listing.finish(frozen_columns=2, filtered_to=listing.row - 1)
    _signatures(listing)


def _colours(book: Any) -> dict[State, Any]:
    plain = {"font_name": "宋体", "font_size": 10, "border": 1, "border_color": "#9AA7B3", "valign": "vcenter"}
    return {
        state: book.add_format({**plain, "align": "center", "bold": True, "font_color": _STATE_COLOURS[state.value]})
        for state in State
    }


def _looks(looks: Looks, columns: Sequence[Column], own: dict[int, Any]) -> list[Any]:
    return [own.get(place, looks.text(centred=column.centred)) for place, column in enumerate(columns)]


def _registered(holding: Holding) -> list[str]:
    word = _WRITTEN.get(holding.state, "") if holding.state is not None else ""
    return [word, holding.holder, holding.place, holding.note]


def _on_disc(entry: Entry, checklist: Checklist) -> str:
    if not entry.item.roles:
        return "（光盘不含，按登记）"
    wanted = (*entry.item.roles, *entry.item.also)
    files = [file for file in checklist.files if file.role in wanted]
    told = []
    for file in files[:_MOST_FILES]:
        about = "，".join(filter(None, (file.edition, f"截至{file.as_of}" if file.as_of else "")))
        count = f"{file.count}幅" if file.role.startswith("image_") else f"{file.count}条"
        told.append(
            f"{file.file}（{'，'.join(filter(None, (about, '' if file.role.startswith('image_') else count)))}）"
        )
    if len(files) > _MOST_FILES:
        told.append(f"等{len(files)}个文件")
    return "\n".join(text.replace("（）", "") for text in told) or "无"


def _lacks(entry: Entry, checklist: Checklist) -> str:
    """Say what is missing and what that costs, in as few words as it takes."""
    said = []
    if entry.absent_roles:
        said.append("缺" + "、".join(checklist.role_titles[role] for role in entry.absent_roles) + "。")
    if entry.years:
        said.append("登记中没有" + "、".join(f"{year}年" for year in entry.years) + "的文件。")
    if entry.on_paper:
        said.append("已登记纸质资料，尚未录入光盘。")
    said += [checklist.role_costs[role] for role in entry.absent_roles if role in checklist.role_costs]
    if not entry.item.roles and entry.state is not State.PRESENT:
        said.append(entry.item.cost)
    return "".join(said)


def _to_choose(sheet: Any, listing: ListSheet, column: int) -> None:
    if listing.row > listing.first_row:
        sheet.data_validation(
            listing.first_row, column, listing.row - 1, column, {"validate": "list", "source": _TO_CHOOSE}
        )


def _signatures(listing: ListSheet) -> None:
    text = "编制人：　　　　　　　　审核人：　　　　　　　　负责人：　　　　　　　　日期：　　　　年　　月　　日"
    listing.merged(listing.row, 0, listing.last, text, listing.looks.signature)
    listing.sheet.set_row(listing.row, 34)
    listing.row += 1
    listing.sheet.print_area(0, 0, listing.row - 1, listing.last)


def write_tools(sheet: Any, book: Any, looks: Looks, checklist: Checklist) -> None:
    """One row for each registered instrument, an empty one for each kind that nobody registered."""
    day, end = checklist.day.isoformat(), checklist.field_end.isoformat()
    bad = sum(entry.fitness in _WARNINGS for entry in checklist.tools)
    line = (
        f"{checklist.line}　外业按 {day} 至 {end} 计；检定过期或期间到期 {bad} 件。"
        f"依据：{checklist.cited(checklist.preparation.tool_cites)}。"
    )
    columns = (
        Column("序号", 5, centred=True), Column("种类", 18), Column("用途", 20), Column("仪器名称", 18),
        Column("型号", 14), Column("编号", 15), Column("数量", 6, centred=True),
        Column("检定有效期至", 13, centred=True), Column("持有人", 10, centred=True),
        Column("登记状态", 8, centred=True), Column("提示", 34), Column("备注", 15),
    )  # fmt: skip
    listing = ListSheet(sheet, looks, columns, title=f"{checklist.title}（测量工具）", line=line)
    colours = _colours(book)
    marks = {Fitness.FIT: State.PRESENT, Fitness.NOT_AT_HAND: State.UNREGISTERED, Fitness.NOT_STATED: State.PARTLY}
    for number, entry in enumerate(checklist.tools, 1):
        tool, one = entry.tool, entry.instrument or Instrument(entry.tool.title if entry.tool else "")
        state = _WRITTEN.get(one.state, "") if one.state is not None else ""
        cells = [
            number, tool.title if tool else "其他", tool.use if tool else "", one.name, one.model, one.serial,
            one.count, str(one.calibrated_until or ""), one.holder, state, _hint(entry), one.note,
        ]  # fmt: skip
        own = {0: looks.number(), 6: looks.number(), 10: colours[marks.get(entry.fitness, State.MISSING)]}
        listing.add(cells, _looks(looks, columns, own), least=24)
    _to_choose(sheet, listing, 9)
    listing.finish(frozen_columns=2, filtered_to=listing.row - 1)
    _signatures(listing)


def _hint(entry: ToolEntry) -> str:
    until = entry.instrument.calibrated_until if entry.instrument else None
    match entry.fitness:
        case Fitness.OVERDUE if until:
            return f"检定已于{day_in_words(until)}到期，送检后使用"
        case Fitness.ENDS_DURING if until:
            return f"{day_in_words(until)}到期，早于外业结束"
        case Fitness.NOT_STATED:
            return "未登记检定有效期"
        case Fitness.NOT_AT_HAND:
            return "未登记" if entry.instrument is None else "无"
    return "可用"


def write_costs(sheet: Any, _book: Any, looks: Looks, checklist: Checklist) -> None:
    """What missing items cost: facts that stay unknown, forms with their columns, rules that cannot be asked."""
    columns = (
        Column("资料名称", 22), Column("结论", 7, centred=True), Column("待查明的事项", 40),
        Column("受影响的表（栏目）", 62), Column("不能或不能全部校核的规则", 44),
    )  # fmt: skip
    lacking = [entry for entry in checklist.entries if entry.state is not State.PRESENT]
    line = f"{checklist.line}　列出结论不是“有”的 {len(lacking)} 项。事项不明的，表内空白，不作推定。"
    listing = ListSheet(sheet, looks, columns, title=f"{checklist.title}（缺项影响）", line=line)
    for entry in lacking:
        cost = checklist.costs[entry.item.id]
        forms = "\n".join(f"《{title}》：{_few(names)}" for title, names in cost.forms)
        facts = "、".join(cost.facts) or entry.item.cost or "—"
        cells = [
            entry.item.title, checklist.preparation.states[entry.state.value], facts, forms or "—",
            "\n".join(cost.rules) or "—",
        ]  # fmt: skip
        listing.add(cells)
    if not lacking:
        listing.note("各项资料齐全。")
    listing.finish(frozen_columns=1)


def _few(names: Sequence[str], most: int = 5) -> str:
    more = f"等{len(names)}栏" if len(names) > most else ""
    return "、".join(names[:most]) + more


def write_files(sheet: Any, _book: Any, looks: Looks, checklist: Checklist) -> None:
    """The files of the disc by role, with checksums to prove what was prepared."""
    columns = (
        Column("资料", 26), Column("文件", 46), Column("版次", 12, centred=True), Column("截至", 12, centred=True),
        Column("数量", 9, centred=True), Column("SHA-256 校验码", 68),
    )  # fmt: skip
    line = f"{checklist.line}　共 {len(checklist.files)} 个文件。"
    listing = ListSheet(sheet, looks, columns, title=f"{checklist.title}（光盘文件）", line=line)
    for file in checklist.files:
        cells = [checklist.role_titles[file.role], file.file, file.edition, file.as_of, file.count, file.checksum]
        listing.add(cells, _looks(looks, columns, {4: looks.number(), 5: looks.text(faint=True)}))
    if not checklist.files:
        listing.note("没有光盘，或光盘上没有可用的资料。")
    listing.finish(frozen_columns=1, filtered_to=listing.row - 1 if checklist.files else None)


def write_forms(sheet: Any, _book: Any, looks: Looks, checklist: Checklist) -> None:
    """The survey forms: the product prints each; how many were printed is noted by hand."""
    columns = (
        Column("序号", 6, centred=True), Column("内、外业调查统计表格", 62), Column("打印", 44),
        Column("已印份数", 10, centred=True), Column("备注", 20),
    )  # fmt: skip
    line = f"{checklist.line}　空白表可随时打印，填好的表由系统生成。"
    listing = ListSheet(sheet, looks, columns, title=f"{checklist.title}（调查表格）", line=line, landscape=False)
    for number, title in enumerate(checklist.forms, 1):
        listing.add([number, f"《{title}》", "空白表.xlsx（tuban disc prepare --forms）", "", ""], least=24)
    listing.finish(frozen_columns=0)
