"""`export vcard` and `import vcard`: cards out, cards of a telephone in, and cards that cannot be."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repbook import values
from repbook.errors import Refused
from repbook.exchange import vcard
from repbook.exchange.rows import ContactRow
from repbook.render import out
from repbook.terms import Birthday
from tests.cli import Rep
from tests.exported import TODAY, export, shop

__all__ = ["shop"]


# ---- cards ----------------------------------------------------------------------------------------------


def test_cards_of_those_who_are_there(shop: Rep) -> None:
    cards = export(shop, "export vcard").split("BEGIN:VCARD\r\n")[1:]
    assert [re.search("FN:(.*)\r", card)[1] for card in cards] == ["王丽", "a、b\\; c", "=Ann"]  # type: ignore[index]
    uid = shop.rows("SELECT uid FROM contact WHERE name = '王丽'")[0][0]
    assert cards[0].split("\r\n") == [
        "VERSION:4.0", f"UID:{uid}", "FN:王丽", "N:王丽;;;;", "ORG:美佳超市", "TITLE:店长", "X-REPBOOK-ROLE:decider", "X-WECHAT:wl",
        "EMAIL:w@example.com", "TEL;TYPE=cell:138 0000 1111", "TEL;TYPE=cell:139 0000 2222", "X-LUNAR-BIRTHDAY:lunar 1980-8-15",
        "NOTE:a note", "END:VCARD", "",
    ]  # fmt: skip
    assert "BDAY:--0229" in cards[2]
    assert "tea" not in "".join(cards)
    assert "two sons" not in "".join(cards)


def test_taking_cards_in_again_changes_nothing(shop: Rep) -> None:
    path = shop.folder / "c.vcf"
    shop(f"export vcard {path}")
    before = shop.dump()
    for options in ("", "--update"):
        assert shop(f"import vcard {path} {options}").out == "contacts: 0 added, 0 changed, 3 the same\n"
    assert shop.dump() == before


PHONE = """\
BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E8=B5=B5;=E6=95=8F;;;
TEL;CELL;PREF:138-0000-3333
TEL;WORK;FAX:027-1
ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=BE=8E=E4=BD=B3=E8=B6=85=
=E5=B8=82
END:VCARD
BEGIN:VCARD
VERSION:3.0
item1.ORG:美佳超市;Sales
FN:Ann Lee
N:Lee;Ann;;;
item2.TEL;type=CELL:tel:+86-139
 -0000-4444
BDAY;X-APPLE-OMIT-YEAR=1604:1604-06-03
EMAIL:mailto:ann@example.com
NOTE:one\\, two\\nthree
X-REPBOOK-ROLE:拍板者
PHOTO;ENCODING=b;TYPE=JPEG:AAAA
 BBBB
END:VCARD
"""


def vcf(rep: Rep, text: str) -> str:
    path = rep.folder / "phone.vcf"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_cards_of_a_telephone(shop: Rep) -> None:
    said = shop(["import", "vcard", vcf(shop, PHONE.replace("\n", "\r\n"))])
    assert said.out == "contacts: 2 added, 0 changed, 0 the same\n"
    fields = "c.name, p.name, p.phone, p.email, birth_year, birth_month, birth_day, role, p.note"
    assert shop.rows(f"SELECT {fields} FROM contact p JOIN customer c ON c.id = p.customer_id WHERE p.id > 5 ORDER BY p.id") == [
        ("美佳超市", "赵敏", "138-0000-3333", "", None, None, None, "", ""),
        ("美佳超市", "Ann Lee", "+86-139-0000-4444", "ann@example.com", None, 6, 3, "decider", "one, two\nthree"),
    ]
    assert "import contacts from phone.vcf: 2 added" in shop("undo").out


def card(*lines: str) -> str:
    return "\n".join(["BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD", ""])


def test_cards_of_unknown_customers(shop: Rep) -> None:
    text = card("FN:Cleo", "ORG:New shop") + card("FN:Dan", "ORG:美佳超市")
    said = shop(["import", "vcard", vcf(shop, text)], code=1)
    assert "line 1: no customer is called" in said.err
    assert shop(["import", "vcard", vcf(shop, text), "--skip-errors"]).out == "contacts: 1 added, 0 changed, 0 the same\n"
    said = shop(["import", "vcard", vcf(shop, text), "--create-missing", "--dry-run"])
    assert said.out.splitlines() == ["customers: 1 would be made for names that are not in the book: New shop",
                                     "contacts: 1 would be added, 0 changed, 1 the same"]  # fmt: skip
    shop(["import", "vcard", vcf(shop, text), "--create-missing"])
    assert shop.rows("SELECT c.name FROM contact p JOIN customer c ON c.id = p.customer_id WHERE p.name = 'Cleo'") == [("New shop",)]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["FN:Ann"], "names no company"),
        (["ORG:美佳超市"], "names nobody"),
        (["FN:Ann", "ORG:美佳超市", "TEL:call me"], "line 1, TEL"),
        (["FN:Ann", "ORG:美佳超市", "BDAY:--0230"], "line 1, BDAY"),
        (["FN:Ann", "ORG:美佳超市", "BDAY:20270101"], "in a year to come"),
        (["FN:Ann", "ORG:美佳超市", "BDAY:soon"], "line 1, BDAY"),
        (["FN:Ann", "ORG:美佳超市", "X-LUNAR-BIRTHDAY:13-1"], "line 1, X-LUNAR-BIRTHDAY"),
        (["FN:" + "x" * 201, "ORG:美佳超市"], "line 1, FN"),
    ],
)
def test_a_card_that_cannot_be(shop: Rep, lines: list[str], reason: str) -> None:
    before = shop.dump()
    said = shop(["import", "vcard", vcf(shop, card(*lines))], code=1)
    assert reason in said.err
    assert shop.dump() == before


def test_two_cards_of_one_contact(shop: Rep) -> None:
    same = card("FN:Ann", "ORG:美佳超市")
    assert shop(["import", "vcard", vcf(shop, same + same)]).out == "contacts: 1 added, 0 changed, 0 the same\n"
    assert "already stands on line 1" in shop(["import", "vcard", vcf(shop, same + card("FN:Ann", "ORG:美佳超市", "TITLE:x"))], code=1).err


def test_a_file_without_cards(shop: Rep) -> None:
    assert "holds no vCard" in shop(["import", "vcard", vcf(shop, "name,phone\n")], code=1).err
    with pytest.raises(Refused, match="no_vcards"):
        vcard.read("BEGIN:VCARD\nVERSION:4.0\n", "f", TODAY)


def test_a_card_inside_a_card_is_passed_over() -> None:
    text = card("FN:Ann", "ORG:A", "BEGIN:VCARD", "FN:Agent", "END:VCARD", "TITLE:x")
    (row,) = vcard.read(text, "f", TODAY).rows
    assert (row.name, row.customer, row.function) == ("Ann", "A", "x")


@given(
    st.builds(
        ContactRow, st.just(0), *(st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(str.strip) for _ in range(2)),
        role=st.sampled_from(["", "decider"]), function=st.just(""), phone=st.sampled_from(["", "138 / 139"]), wechat=st.just(""),
        email=st.just(""), note=st.text(st.characters(exclude_categories=("Cs",))),
        birthday=st.none() | st.just(Birthday(2, 29)) | st.just(Birthday(6, 1, True, True)) | st.just(Birthday(6, 3, year=1980)),
    )
)  # fmt: skip
def test_any_card_reads_back(row: ContactRow) -> None:
    try:
        row = row._replace(customer=values.name(row.customer), name=values.name(row.name), note=values.note(row.note))
    except Exception:  # nothing to see in a name
        return
    reading = vcard.read(vcard.write([vcard.Card("u", row)]), "f", TODAY)
    assert reading.bad == []
    (back,) = reading.rows
    assert (back.birthday, back.role, back.phone) == (row.birthday, row.role, row.phone)
    assert [out.clean(text) for text in (back.customer, back.name, back.note)] == [
        out.clean(text) for text in (row.customer, row.name, row.note)
    ]
