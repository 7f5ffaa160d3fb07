"""What `tier review` says: the curve, who should move and why, and the same as a table of scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from repbook.render import out
from repbook.render.morning import hanging, head_rows, room
from repbook.render.out import Span
from repbook.render.tables import Column, Table
from repbook.terms import Said
from repbook.tiering import Curve, Score, Verdict, against, growth, move
from repbook.words import t, word

PARTS = ("value", "potential", "loyalty", "referrals")
_SECTIONS = {1: "rises", -1: "falls", 0: "stays"}


def data(verdicts: Sequence[Verdict], curve: Curve, tiers: Sequence[str]) -> Table:
    """A row a customer with its score, what that comes from and what speaks against the move; the curve beside them in JSON."""
    columns = [
        Column("customer"), Column("customer_id", "id"), Column("tier"), Column("suggested"), Column("score", "count"),
        *(Column(part, "count") for part in PARTS), Column("amount", "money"), Column("margin", "money"), Column("growth", "share"),
        Column("referred", "count"), Column("reasons", "list"), Column("against", "list"),
    ]  # fmt: skip
    rows = []
    for verdict in verdicts:
        record = verdict.record
        points = [round(verdict.score.total, 1), *(round(part, 1) for part in verdict.score)]
        money = [record.amount, record.margin, growth(record), record.referred]
        rows.append(
            [
                record.account.name,
                record.account.id,
                verdict.tier,
                verdict.suggested,
                *points,
                *money,
                _in_words(verdict.reasons),
                _in_words(against(verdict, tiers)),
            ]
        )
    return Table(columns, rows, extra={"curve": _curve(curve)})


def _curve(curve: Curve) -> dict[str, float]:
    return {
        "customers": curve.customers, "buying": curve.buying, "amount": curve.amount / 100, "make_80": curve.makes_most,
        "top_fifth_share": round(curve.top_fifth, 4),
    }  # fmt: skip


def _in_words(reasons: Iterable[Said]) -> list[str]:
    return [t(said.key, **said.params) for said in reasons]


def screen(verdicts: Sequence[Verdict], curve: Curve, tiers: Sequence[str], everybody: bool) -> list[list[Span]]:
    """The curve, then who should go up, who down and, where asked, who stays."""
    lines = [*hanging(_about(curve), room(), "head"), []]
    moving = [verdict for verdict in verdicts if verdict.suggested is not None]
    for sign, title in _SECTIONS.items():
        group = [verdict for verdict in verdicts if (move(verdict, tiers) > 0) - (move(verdict, tiers) < 0) == sign]
        if group and (sign or everybody):
            lines += [[Span(t(f"tier.{title}"), "head")], *(row for verdict in group for row in _verdict(verdict, tiers)), []]
    if not moving:
        return [*lines, *hanging(t("tier.nothing"), room())]
    others = len(verdicts) - len(moving)
    return lines + (hanging(t("tier.others", n=others), room(), "dim") if others and not everybody else [])


def _about(curve: Curve) -> str:
    if not curve.amount:
        return t("tier.curve_none", n=curve.customers)
    share, fifth = f"{curve.makes_most / curve.customers:.0%}", f"{curve.top_fifth:.0%}"
    return t("tier.curve", n=curve.customers, amount=curve.amount, most=curve.makes_most, share=share, fifth=fifth)


def _verdict(verdict: Verdict, tiers: Sequence[str]) -> list[list[Span]]:
    """A customer, where to, its score in parts, and under it what that comes from, and what speaks against the move."""
    where = t("tier.to", old=verdict.tier, new=verdict.suggested) if verdict.suggested else word("tier", verdict.tier)
    head = [Span("  " + verdict.record.account.name, "name"), Span("  " + where + "  ", "label"), Span(_score(verdict.score))]
    if sum(out.cells(span.text) for span in head) > room():
        heads = head_rows([Span("  "), head[0]._replace(text=verdict.record.account.name), head[1]], room(), ())
        heads += [[Span("    "), *row] for row in hanging(_score(verdict.score), room() - 4)]
    else:
        heads = [head]
    doubts = against(verdict, tiers)
    rows = hanging(" · ".join(_in_words(said for said in verdict.reasons if said not in doubts)), room() - 4, "dim")
    rows += hanging(t("tier.against", what=" · ".join(_in_words(doubts))), room() - 4, "late") if doubts else []
    return [*heads, *([Span("    "), *row] for row in rows)]


def _score(score: Score) -> str:
    return t("tier.score", total=f"{score.total:.0f}", **{part: f"{getattr(score, part):.0f}" for part in PARTS})
