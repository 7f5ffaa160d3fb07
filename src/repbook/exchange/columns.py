"""From the cells of a sheet to typed rows: which header means which field, how each cell is read, what is wrong.

A whole column is read at once and each distinct cell only once, so that long files are quick; every bad cell is
named with its line. An empty cell leaves a field at its default, which for all but required fields says "nothing".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias

from repbook import values
from repbook.calendar.dates import parse_birthday, parse_exact_date
from repbook.calendar.lunar import to_day
from repbook.errors import BadDate, BadInput, Refused
from repbook.exchange.rows import (
    AlertRow,
    ComplaintRow,
    ContactRow,
    CustomerRow,
    Dated,
    OccasionRow,
    OrderRow,
    PromiseRow,
    StockRow,
    TouchRow,
)
from repbook.exchange.sheets import Defect, Sheet
from repbook.terms import Birthday, Day, Tier


class Reading(NamedTuple):
    """What a file holds: good rows in its order, and every defect in the order of lines.

    A bad row may have several defects; its params hold `column` (the file's own header) and `text` where one cell is to blame.
    """

    rows: list[Any]
    bad: list[Defect]


class Asked(NamedTuple):
    """What reading a cell may depend on."""

    today: Day
    tiers: Mapping[str, Tier]


Reader: TypeAlias = Callable[[str, Asked], Any]
QUOTE = '"'
_BETWEEN = "[、;；\n]"
_ONE_NAME = rf'(?:^|(?<={_BETWEEN}))\s*(?:"((?:[^"]|"")+)"\s*(?={_BETWEEN}|$)|([^、;；\n]+))'
_SHOWN = 60  # characters of a bad cell that a defect repeats


class Column(NamedTuple):
    """A column of ours: its name in English and Chinese, other headers it is known by, the row's field, its reader.

    `read` is None where the clean cell is the value.
    """

    key: str
    chinese: str
    others: tuple[str, ...]
    read: Reader | None
    field: str = ""
    required: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every header that means this column."""
        return (self.key, self.chinese, *self.others)

    @property
    def title(self) -> str:
        """Its name for a sentence in any language."""
        return f"{self.key}/{self.chinese}"


# ---- readers of cells ---------------------------------------------------------------------------------


def _just(read: Callable[[str], Any]) -> Reader:
    return lambda text, _: read(text)


def _day(text: str, asked: Asked | None = None) -> Day:
    """A whole date; a time of day behind it is dropped."""
    return parse_exact_date(_no_serial(text))


def _past_day(text: str, asked: Asked) -> Day:
    """The day of something that happened: not after today."""
    day = _day(text)
    if day > asked.today:
        raise BadInput("after_today", text=text, day=day)
    return day


def _no_serial(text: str) -> str:
    """The text, unless it is a bare number of five digits: the way spreadsheets count days, and too doubtful to take."""
    number = text.partition(".")[0]
    if len(number) == 5 and text.replace(".", "", 1).isdigit():
        raise BadDate("spreadsheet_day", text=text)
    return text


def _birthday(text: str, lunar: bool | str | None, asked: Asked) -> Birthday | None:
    """The birthday in a cell by its calendar: lunar or not, "" where the text alone may say, None where that cell is bad."""
    if not text or lunar is None:
        return None
    born = parse_birthday(_no_clock(text), lunar if isinstance(lunar, bool) else None)
    if born.year is not None and born.year > date.fromordinal(asked.today).year:
        raise BadDate("birthday_ahead", text=text)
    return born


def _no_clock(text: str) -> str:
    """The text without a time of day behind it."""
    before, _, clock = _no_serial(text).rpartition(" ")
    return before if before and ":" in clock else text


def _dated(text: str, lunar: bool | str | None) -> Dated | None:
    """The day in a cell by its calendar, as for a birthday, but with its year."""
    if not text:
        raise BadInput("empty_cell")
    if lunar is None:
        return None
    if lunar is not True:
        with suppress(BadDate):
            return Dated(_day(text))
    try:
        written = parse_birthday(_no_clock(text), lunar if isinstance(lunar, bool) else None)
    except BadDate as error:
        raise BadDate("not_a_full_date", text=text) if error.key == "not_a_birthday" else error from None
    day = to_day(written.year, written.month, written.day, written.leap) if written.year is not None and written.lunar else None
    if day is None:
        raise BadDate("doubtful_date", text=text)
    return Dated(day, (written.month, written.day, written.leap))


def _people(text: str) -> tuple[str, ...]:
    """The names of a cell, several with 、 or ; between them, each once; a name that holds such a sign stands in quotes."""
    names = [quoted.replace('""', '"') or bare for quoted, bare in re.findall(_ONE_NAME, text)] if '"' in text else re.split(_BETWEEN, text)
    return tuple(dict.fromkeys(values.name(name) for name in names if name.strip()))


def several(names: Iterable[str]) -> str:
    """Names as one cell that reads back as these."""
    return "、".join(f'"{name.replace(QUOTE, QUOTE * 2)}"' if re.search(rf'{_BETWEEN}|"', name) else name for name in names)


def _tier(text: str, asked: Asked) -> str:
    return values.tier(text, asked.tiers)


def _minutes(text: str) -> int:
    return values.whole(text, 0, 1440)


def _months(text: str) -> int:
    return values.whole(text, 1, 1200)


def _signed_money(text: str) -> int:
    return values.money(text, signed=True)


_LINE, _NAME, _PHONE, _YES = (_just(read) for read in (values.line, values.name, values.phone, values.yes_no))

# ---- the columns --------------------------------------------------------------------------------------

_CUSTOMER = Column(
    "customer", "客户",
    ("customer name", "account", "client", "company", "shop", "客户名称", "客户名", "客户姓名", "店名", "门店", "公司", "公司名称", "单位",
     "单位名称"),
    _NAME, required=True,
)  # fmt: skip
_ON = Column(
    "on", "日期", ("date", "day", "时间", "发生日期", "联系日期", "拜访日期", "跟进日期", "订单日期", "下单日期"), _past_day, required=True
)
_PHONE_COLUMN = Column(
    "phone",
    "电话",
    ("telephone", "tel", "mobile", "phone number", "手机", "手机号", "手机号码", "联系电话", "电话号码", "联系方式"),
    _PHONE,
)
_NO_CALLS = Column("no_calls", "免电", ("do not call", "免打扰", "勿打电话"), _YES)
_CALENDAR = Column("calendar", "历法", ("birthday calendar", "生日历法", "阴阳历"), _just(values.lunar))
_TEXT = Column("text", "内容", ("what", "description", "事项", "描述"), _LINE, required=True)
_PRODUCT = Column("product", "产品", ("item", "goods", "商品", "品名", "产品名称", "商品名称"), _LINE)
_NOTE = Column("note", "备注", ("notes", "remark", "remarks", "comment", "comments", "说明", "附注"), None)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "customers": (
        _CUSTOMER._replace(key="name", others=("customer", *_CUSTOMER.others, "名称", "姓名"), field="name"),
        Column("tier", "级别", ("level", "grade", "customer level", "等级", "客户级别", "客户等级", "分级"), _tier),
        Column("area", "区域", ("region", "territory", "地区", "片区", "所在区域", "所属区域"), _just(values.area)),
        Column("since", "建档日期", ("customer since", "created", "建档时间", "建档", "开户日期", "合作日期", "创建日期"), _past_day),
        Column("status", "状态", ("customer status", "客户状态"), _just(values.status)),
        Column("source", "来源", ("lead source", "客户来源"), _LINE),
        Column("referred_by", "介绍人", ("referrer", "推荐人", "转介绍人"), _NAME),
        Column("address", "地址", ("addr", "详细地址", "联系地址", "客户地址"), _LINE),
        _PHONE_COLUMN,
        _NO_CALLS,
        Column("spacing", "间隔倍数", ("spacing factor", "间隔"), _just(values.factor)),
        _NOTE,
    ),
    "contacts": (
        _CUSTOMER,
        Column("name", "联系人", ("contact", "contact name", "person", "full name", "姓名", "联系人姓名", "名字"), _NAME, required=True),
        Column("role", "角色", ("decision role", "决策角色"), _just(values.role)),
        Column("function", "职务", ("title", "job title", "position", "职位", "岗位"), _LINE),
        _PHONE_COLUMN,
        Column("wechat", "微信", ("wechat id", "weixin", "微信号"), _LINE),
        Column("email", "邮箱", ("mail", "email address", "电子邮箱", "电子邮件", "邮件"), _LINE),
        Column("birthday", "生日", ("birth date", "date of birth", "出生日期", "生辰"), None),
        _CALENDAR,
        Column("likes", "喜好", ("hobbies", "interests", "爱好", "兴趣"), _LINE),
        Column("family", "家庭", ("family members", "家庭情况", "家人"), _LINE),
        Column("joined", "加入日期", ("joined on", "入职日期"), _day),
        Column("left_on", "离开日期", ("left", "离职日期"), _day),
        _NO_CALLS,
        _NOTE,
    ),
    "touches": (
        _CUSTOMER,
        _ON,
        Column("kind", "类型", ("type", "touch", "方式", "联系方式", "跟进方式", "拜访方式", "联系类型"),
               _just(values.kind), required=True),
        Column("contact", "联系人", ("contacts", "contact name", "with", "联系人姓名"), _just(_people), "contacts"),
        Column("outcome", "结果", ("result", "联系结果"), _just(values.outcome)),
        Column("purpose", "目的", ("aim", "联系目的"), _just(values.purpose)),
        Column("mood", "心情", ("attitude", "情绪", "态度"), _just(values.mood)),
        Column("minutes", "分钟", ("duration", "min", "mins", "时长", "时长(分钟)", "用时"), _just(_minutes)),
        Column("in", "来访", ("incoming", "inbound", "来电来访", "客户主动"), _YES, "incoming"),
        Column("mass", "群发", ("bulk",), _YES),
        Column("for", "事由", ("meant for", "reason"), _LINE, "meant_for"),
        Column("gift", "礼品", ("present", "礼物"), _LINE),
        Column("cost", "费用", ("gift cost", "费用(元)", "礼品费用"), _just(values.money)),
        _NOTE._replace(others=(*_NOTE.others, "内容", "联系内容", "拜访内容", "跟进内容", "记录")),
    ),
    "orders": (
        _CUSTOMER,
        _ON,
        Column("amount", "金额", ("total", "sum", "订单金额", "成交金额", "金额(元)"), _just(values.money), required=True),
        _PRODUCT,
        Column("quantity", "数量", ("qty", "件数"), _just(values.quantity)),
        Column("margin", "毛利", ("gross margin", "profit", "毛利额", "毛利(元)"), _just(_signed_money)),
        Column("service_every", "服务周期", ("service months", "service interval", "服务周期(月)"), _just(_months)),
    ),
    "occasions": (
        _CUSTOMER,
        Column("contact", "联系人", ("contact name", "person", "联系人姓名"), _NAME),
        Column("kind", "类型", ("type", "occasion", "日子"), _just(values.occasion), required=True),
        Column("date", "日期", ("on", "day", "时间"), None, required=True),
        _CALENDAR,
        Column("yearly", "每年", ("every year", "annual", "年年"), _YES),
        Column("title", "名称", ("name", "标题"), _LINE),
        Column("learned", "得知日期", ("learned on", "得知"), _past_day),
    ),
    "promises": (
        _CUSTOMER,
        _TEXT._replace(others=("promise", *_TEXT.others, "承诺", "承诺内容")),
        Column("made", "承诺日期", ("made on", "promised", "日期"), _past_day, required=True),
        Column("by", "期限", ("due", "due date", "截止", "截止日期", "到期"), _day, required=True),
        Column("theirs", "对方", ("their promise", "对方承诺"), _YES),
        Column("kept", "兑现日期", ("kept on", "done", "兑现"), _past_day),
        Column("dropped", "取消日期", ("dropped on", "cancelled", "取消"), _past_day),
    ),
    "complaints": (
        _CUSTOMER,
        _TEXT._replace(others=("complaint", *_TEXT.others, "投诉", "投诉内容")),
        Column("severity", "级别", ("grade", "严重程度"), _just(values.severity)),
        Column("opened", "提出", ("opened on", "on", "date", "日期", "提出日期", "投诉日期"), _past_day, required=True),
        Column("answered", "答复", ("answered on", "答复日期"), _past_day),
        Column("solved", "解决", ("solved on", "解决日期"), _past_day),
        Column("checked", "回访", ("checked on", "回访日期"), _past_day),
        Column("closed", "关闭", ("closed on", "关闭日期"), _past_day),
        Column("cause", "原因", ("why", "投诉原因"), _LINE),
    ),
    "alerts": (
        Column("area", "区域", ("region", "territory", "地区", "片区"), _just(values.area), required=True),
        Column("reason", "原因", ("why", "alert", "预警"), _LINE, required=True),
        _ON._replace(read=_day, others=("date", "day", "raised", "发布日期", "开始")),
        Column("until", "截止", ("last day", "to", "截止日期"), _day),
    ),
    "stock": (
        _CUSTOMER,
        _PRODUCT._replace(read=_NAME, required=True),
        _ON._replace(others=("date", "day", "counted", "盘点日期")),
        Column("qty", "数量", ("quantity", "stock", "库存"), _just(values.quantity), "quantity", required=True),
        Column("reorder_at", "补货线", ("reorder level", "reorder", "安全库存"), _just(values.quantity)),
    ),
}  # fmt: skip

_ROWS: Mapping[str, type[Any]] = {
    "customers": CustomerRow, "contacts": ContactRow, "touches": TouchRow, "orders": OrderRow, "occasions": OccasionRow,
    "promises": PromiseRow, "complaints": ComplaintRow, "alerts": AlertRow, "stock": StockRow,
}  # fmt: skip
_ORDER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "promises": (("made", "by"), ("made", "kept"), ("made", "dropped")),
    "complaints": (("opened", "answered"), ("opened", "solved"), ("opened", "checked"), ("opened", "closed")),
    "alerts": (("on", "until"),),
}
"""Days of a row of which the second may not come before the first, by their columns."""
_KEYS: Mapping[str, tuple[str, ...]] = {"customers": ("name",), "contacts": ("customer", "name")}


# ---- headers ------------------------------------------------------------------------------------------


def parse_mapping(texts: Iterable[str]) -> dict[str, str]:
    """`--map "their column=ours"`, any number of them, as {theirs: ours}; BadInput when one is not of that form or said twice."""
    mapping: dict[str, str] = {}
    for text in texts:
        theirs, equals, ours = (part.strip() for part in text.rpartition("="))
        if not (theirs and equals and ours) or theirs in mapping:
            raise BadInput("bad_map", text=text)
        mapping[theirs] = ours
    return mapping


def match_columns(kind: str, sheet: Sheet, mapping: Mapping[str, str], ignore_unknown: bool) -> dict[int, Column]:
    """Which column of ours each column of the sheet is, by its place from the left.

    What is mapped goes first; another header of the same meaning then counts as unknown. Raises BadInput for a
    mapping that names no column, Refused for columns unknown, missing or there twice.
    """
    columns = COLUMNS[kind]
    known = {values.plain(name): column for column in columns for name in column.names}
    mapped = _mapped(sheet, mapping, known)
    found, unknown = dict(mapped), []
    for i, theirs in enumerate(sheet.header):
        column = known.get(values.plain(theirs))
        if i in mapped:
            continue
        if column is None or column in mapped.values():
            unknown.append(theirs)
        elif column in found.values():
            raise Refused("duplicate_header", name=f"{theirs} ({column.title})", file=sheet.file)
        else:
            found[i] = column
    if unknown and not ignore_unknown:
        raise Refused("unknown_columns", names=", ".join(unknown), file=sheet.file)
    missing = [column.title for column in columns if column.required and column not in found.values()]
    if missing:
        raise Refused("missing_column", name=", ".join(missing), file=sheet.file)
    return dict(sorted(found.items()))


def _mapped(sheet: Sheet, mapping: Mapping[str, str], known: Mapping[str, Column]) -> dict[int, Column]:
    """The columns that the user named: place -> column of ours."""
    places = {values.plain(theirs): i for i, theirs in enumerate(sheet.header)}
    mapped: dict[int, Column] = {}
    for theirs, ours in mapping.items():
        place, column = places.get(values.plain(theirs)), known.get(values.plain(ours))
        if place is None:
            raise BadInput("map_not_in_file", name=theirs, file=sheet.file)
        if column is None:
            raise BadInput("unknown_column", name=ours, choices=", ".join(c.title for c in dict.fromkeys(known.values())))
        if column in mapped.values():
            raise Refused("duplicate_header", name=f"{theirs} ({column.title})", file=sheet.file)
        mapped[place] = column
    return mapped


# ---- rows ---------------------------------------------------------------------------------------------


def read_rows(kind: str, sheet: Sheet, mapping: Mapping[str, str], ignore_unknown: bool, today: Day, tiers: Mapping[str, Tier]) -> Reading:
    """The typed rows of a sheet of one kind, and all that is wrong with the others.

    Raises what `match_columns` raises; bad rows raise nothing. A customer or contact that comes twice counts once
    when both rows say the same, else the later row is bad.
    """
    found = match_columns(kind, sheet, mapping, ignore_unknown)
    bad = list(sheet.bad)
    fields = _fields(kind, sheet, found, Asked(today, tiers), bad)
    make = _ROWS[kind]
    defaults = make._field_defaults
    columns = [fields[name] if name in fields else repeat(defaults.get(name)) for name in make._fields[1:]]
    rows = list(map(make._make, zip(sheet.lines, *columns, strict=False)))
    bad += _contradictions(kind, rows)
    if bad:
        wrong = {line for line, _, _ in bad}
        rows = [row for row in rows if row.line not in wrong]
    if kind in _KEYS:
        rows = _once(rows, _KEYS[kind], bad)
    bad.sort(key=lambda defect: defect[0])
    return Reading(rows, bad)


def _contradictions(kind: str, rows: Sequence[Any]) -> Iterator[Defect]:
    """What the cells of a row, each fine by itself, cannot be together; bad cells are None by now."""
    if kind == "touches":
        yield from ((row.line, "mass_needs_message", {"kind": row.kind}) for row in rows if row.mass and not _can_be_mass(row.kind))
    if kind == "promises":
        yield from ((row.line, "kept_and_dropped", {}) for row in rows if row.kept is not None and row.dropped is not None)
    titles = {column.key: column.title for column in COLUMNS[kind]}
    for first, second in _ORDER.get(kind, ()):
        for row in rows:
            since, day = getattr(row, first), getattr(row, second)
            if since is not None and day is not None and day < since:
                yield (row.line, "days_backwards", {"early": titles[first], "since": since, "late": titles[second], "day": day})


def _fields(kind: str, sheet: Sheet, found: Mapping[int, Column], asked: Asked, bad: list[Defect]) -> dict[str, list[Any]]:
    """Each field of the rows as a list over all rows; None where the cell is bad, which is put down in `bad`."""
    defaults = _ROWS[kind]._field_defaults
    fields: dict[str, list[Any]] = {}
    for i, column in found.items():
        field = column.field or column.key
        cells = fields[field] = [row[i] for row in sheet.rows]
        if column.read is not None:
            read = _cell_reader(column, column.read, asked, defaults.get(field, ""))
            fields[field], wrong = _convert(cells, read)
            _put_down(wrong, cells, cells, sheet.lines, sheet.header[i], bad)
    if "birthday" in fields:
        _read_by_calendar("birthday", lambda text, lunar: _birthday(text, lunar, asked), sheet, found, fields, bad)
    if kind == "occasions":
        _read_by_calendar("date", _dated, sheet, found, fields, bad)
    return fields


def _cell_reader(column: Column, read: Reader, asked: Asked, empty: Any) -> Callable[[str], Any]:
    """The reader of a column's cells, empty ones included."""

    def read_cell(cell: str) -> Any:
        if cell:
            return read(cell, asked)
        if column.required:
            raise BadInput("empty_cell")
        return empty

    return read_cell


def _read_by_calendar(
    key: str, read: Callable[[str, Any], Any], sheet: Sheet, found: Mapping[int, Column], fields: dict[str, list[Any]], bad: list[Defect]
) -> None:
    """Put the dates of a column in the place of its cells, each read by the calendar of its row."""
    place = next(i for i, column in found.items() if column.key == key)
    cells = fields[key]
    pairs = list(zip(cells, fields.get("calendar") or [""] * len(cells), strict=True))
    fields[key], wrong = _convert(pairs, lambda pair: read(*pair))
    _put_down(wrong, pairs, cells, sheet.lines, sheet.header[place], bad)


def _convert(cells: Sequence[Any], read: Callable[[Any], Any]) -> tuple[list[Any], dict[Any, BadInput]]:
    """What every cell means, each distinct one read once, and those that mean nothing with why."""
    known: dict[Any, Any] = {}
    wrong: dict[Any, BadInput] = {}
    for cell in set(cells):
        try:
            known[cell] = read(cell)
        except BadInput as error:
            known[cell], wrong[cell] = None, error
    return list(map(known.__getitem__, cells)), wrong


def _put_down(
    wrong: Mapping[Any, BadInput], cells: Sequence[Any], shown: Sequence[str], lines: Sequence[int], header: str, bad: list[Defect]
) -> None:
    """Put every bad cell of a column down with its line; `shown` are the cells as people see them."""
    if not wrong:
        return
    for cell, text, line in zip(cells, shown, lines, strict=True):
        error = wrong.get(cell)
        if error is not None:
            short = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
            bad.append((line, error.key, {**error.params, "text": short, "column": header}))


def _can_be_mass(kind: str | None) -> bool:
    return kind is None or values.mass_fits(kind)  # None: the kind itself is bad, and put down already


def _once(rows: list[Any], key: tuple[str, ...], bad: list[Defect]) -> list[Any]:
    """The rows without those that say again what an earlier one said; one that says something else is bad."""
    first: dict[tuple[str, ...], Any] = {}
    for row in rows:
        before = first.setdefault(tuple(getattr(row, name) for name in key), row)
        if before is not row and before[1:] != row[1:]:
            bad.append((row.line, "repeated_name", {"name": row.name, "first": before.line}))
    return list(first.values())
