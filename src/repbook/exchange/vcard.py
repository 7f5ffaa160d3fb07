"""vCards: contacts for the address book of a telephone (vCard 4.0), and such cards read back (2.1, 3.0 and 4.0).

What vCard has no word for goes under names of ours: X-WECHAT, X-LUNAR-BIRTHDAY, X-REPBOOK-ROLE. What a contact likes
and its family are never written.
"""

from __future__ import annotations

import re
from binascii import a2b_qp
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from repbook import values
from repbook.calendar.dates import parse_birthday, write_birthday
from repbook.errors import BadDate, BadInput, Refused
from repbook.exchange.columns import Reading
from repbook.exchange.lines import escaped, folded, unfolded
from repbook.exchange.rows import ContactRow
from repbook.exchange.sheets import Defect
from repbook.render.out import clean
from repbook.terms import Birthday, Day

_LUNAR, _ROLE, _WECHAT = "X-LUNAR-BIRTHDAY", "X-REPBOOK-ROLE", "X-WECHAT"
_SHOWN = 60  # characters of a bad value that a defect repeats
_PROPERTY = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^:\"])*)?):(.*)", re.S)
_BIRTHDAY = re.compile(r"(\d{4}|--)-?(\d{2})-?(\d{2})(?:[T ].*)?")


class Card(NamedTuple):
    """A contact with the uid of its row."""

    uid: str
    row: ContactRow


# ---- written --------------------------------------------------------------------------------------------


def write(cards: Iterable[Card]) -> str:
    """The cards as one file; `row.line` does not matter."""
    return "".join(folded(line) for card in cards for line in _card(card))


def _card(card: Card) -> Iterator[str]:
    row, born = card.row, card.row.birthday
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:{escaped(card.uid)}"
    yield f"FN:{escaped(clean(row.name))}"
    yield f"N:{escaped(clean(row.name))};;;;"
    yield f"ORG:{escaped(clean(row.customer))}"
    for name, text in (("TITLE", row.function), (_ROLE, row.role), (_WECHAT, row.wechat), ("EMAIL", row.email)):
        if text:
            yield f"{name}:{escaped(clean(text))}"
    for number in re.split(r"[/、,;]", row.phone):
        if number.strip():
            yield f"TEL;TYPE=cell:{escaped(clean(number.strip()))}"
    if born is not None:
        yield f"{_LUNAR}:{write_birthday(born)}" if born.lunar else f"BDAY:{_solar(born)}"
    if row.note:
        yield f"NOTE:{escaped(clean(row.note))}"
    yield "END:VCARD"


def _solar(born: Birthday) -> str:
    return f"{f'{born.year:04d}' if born.year is not None else '--'}{born.month:02d}{born.day:02d}"


# ---- read -----------------------------------------------------------------------------------------------


class _Property(NamedTuple):
    """One line of a card: its name, its parameters in capitals, its value as it stands there."""

    name: str
    params: str
    value: str


def read(text: str, file: str, today: Day) -> Reading:
    """The contacts of a file of cards, `line` being where each begins, and what is wrong with the others.

    Refused for a file that holds no card. A card without ORG belongs to nobody we know and is a defect.
    """
    rows: list[ContactRow] = []
    bad: list[Defect] = []
    cards = list(_cards(text))
    if not cards:
        raise Refused("no_vcards", file=file)
    for line, found in cards:
        wrong: list[Defect] = []
        row = _row(line, found, today, wrong)
        bad += wrong
        if not wrong:
            rows.append(row)
    return Reading(_once(rows, bad), bad)


def _cards(text: str) -> Iterator[tuple[int, dict[str, list[_Property]]]]:
    """Each card of a text: the line on which it begins, and its properties by name; cards inside cards are passed over."""
    begun, depth = 0, 0
    found: dict[str, list[_Property]] = {}
    for line, content in unfolded(text):
        match = _PROPERTY.fullmatch(content)
        if match is None:
            continue
        one = _Property(match[1].upper(), match[2].upper(), match[3])
        if one.name == "BEGIN" and one.value.strip().upper() == "VCARD":
            depth += 1
            if depth == 1:
                begun, found = line, {}
        elif one.name == "END" and one.value.strip().upper() == "VCARD":
            depth = max(0, depth - 1)
            if not depth and begun:
                yield begun, found
                begun = 0
        elif depth == 1:
            found.setdefault(one.name, []).append(one)


def _row(line: int, found: Mapping[str, list[_Property]], today: Day, wrong: list[Defect]) -> ContactRow:
    """The contact of a card; whatever cannot be right is put down."""

    def take(column: str, text: str, read: Any, otherwise: Any = "") -> Any:
        try:
            return read(text) if text else otherwise
        except BadInput as error:
            wrong.append((line, error.key, {**error.params, "column": column, "text": text[:_SHOWN]}))
            return otherwise

    name = take("FN", _name(found), values.name)
    customer = take("ORG", _parts(_first(found, "ORG"))[0].strip(), values.name)
    if not name:
        wrong.append((line, "card_without_name", {}))
    elif not customer:
        wrong.append((line, "card_without_org", {"name": name}))
    numbers = [_plain(one).removeprefix("tel:") for one in found.get("TEL", ()) if "FAX" not in one.params]
    return ContactRow(
        line, customer, name,
        role=values.ROLES.get(values.plain(_plain(_first(found, _ROLE))), ""),
        function=values.line(_plain(_first(found, "TITLE"))),
        phone=take("TEL", " / ".join(dict.fromkeys(number.strip() for number in numbers if number.strip())), values.phone),
        wechat=values.line(_plain(_first(found, _WECHAT))),
        email=values.line(_plain(_first(found, "EMAIL")).removeprefix("mailto:")),
        birthday=_born(found, today, take),
        note=values.note(_plain(_first(found, "NOTE"))),
    )  # fmt: skip


def _first(found: Mapping[str, list[_Property]], name: str) -> _Property:
    return next(iter(found.get(name, ())), _Property(name, "", ""))


def _name(found: Mapping[str, list[_Property]]) -> str:
    """The name as it is written, or put together from its parts: Chinese ones without a space, surname first."""
    whole = _plain(_first(found, "FN")).strip()
    family, given, *_ = [part.strip() for part in _parts(_first(found, "N"))] + [""]
    return whole or (f"{given} {family}".strip() if f"{family}{given}".isascii() else family + given)


def _plain(one: _Property) -> str:
    """The text of a property."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], _decoded(one), flags=re.S)


def _parts(one: _Property) -> list[str]:
    """The texts of a property that holds several, with ; between them."""
    pieces = re.findall(r"((?:\\.|[^;\\])*)(?:;|$)", _decoded(one), flags=re.S)
    return [_plain(_Property(one.name, "", piece)) for piece in pieces]


def _decoded(one: _Property) -> str:
    """The value, out of the quoted-printable that old telephones write."""
    if "QUOTED-PRINTABLE" not in one.params:
        return one.value
    charset = re.search(r"CHARSET=([\w-]+)", one.params)
    data = a2b_qp(one.value.encode())
    try:
        return data.decode(charset[1] if charset else "utf-8")
    except (UnicodeDecodeError, LookupError):
        return data.decode("utf-8", "replace")


def _born(found: Mapping[str, list[_Property]], today: Day, take: Any) -> Birthday | None:
    """The birthday, by the moon where a property of ours says so."""
    if _LUNAR in found:
        born: Birthday | None = take(_LUNAR, _plain(_first(found, _LUNAR)), lambda text: parse_birthday(text, True), None)
        return born
    one = _first(found, "BDAY")
    omitted = re.search(r"OMIT-YEAR=(\d{4})", one.params)

    def solar(text: str) -> Birthday:
        match = _BIRTHDAY.fullmatch(text)
        if match is None:
            return parse_birthday(text, False)
        year = "" if match[1] in ("--", omitted[1] if omitted else "--") else f"{match[1]}-"
        read = parse_birthday(f"{year}{match[2]}-{match[3]}", False)
        if read.year is not None and read.year > date.fromordinal(today).year:
            raise BadDate("birthday_ahead", text=text)
        return read

    read: Birthday | None = take("BDAY", _plain(one).strip(), solar, None)
    return read


def _once(rows: list[ContactRow], bad: list[Defect]) -> list[ContactRow]:
    """The contacts, those that come twice once; one that then says something else is a defect."""
    first: dict[tuple[str, str], ContactRow] = {}
    for row in rows:
        before = first.setdefault((row.customer, row.name), row)
        if before is not row and before[1:] != row[1:]:
            bad.append((row.line, "repeated_name", {"name": row.name, "first": before.line}))
    bad.sort(key=lambda defect: defect[0])
    return list(first.values())
