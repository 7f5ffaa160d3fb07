"""`repbook tier review`: which customers deserve another tier, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from repbook.cli.files import emit
from repbook.cli.options import Csv, DryRun, Json
from repbook.cli.run import run
from repbook.errors import BadInput
from repbook.words import t

if TYPE_CHECKING:
    from repbook.tiering import Verdict


def review(
    all_: Annotated[bool, typer.Option("--all", help="review_all")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="review_apply")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    csv: Csv = None,
) -> None:
    """Score every active customer, suggest moves both ways, and make them where asked."""
    from repbook import tiering
    from repbook.render import out
    from repbook.render import tier as page
    from repbook.rules import Ask
    from repbook.store import policy as stored
    from repbook.store import tier_facts

    if apply and (as_json or csv is not None):
        raise BadInput("not_together", one="--apply", other="--json" if as_json else "--csv")
    with run.reading() as book:
        policy = stored.read(book.db)
        ask = Ask(policy, stored.calendar(book.db, policy), run.today)
        records = tier_facts.load(book.db, ask, tiering.year_to(run.today))
    verdicts, curve = tiering.review(records, ask), tiering.curve(records)
    moving = [verdict for verdict in verdicts if verdict.suggested is not None]
    if as_json or csv is not None:
        emit(page.data(verdicts if all_ else moving, curve, list(policy.tiers)), as_json, csv)
        return
    if not apply or not moving:
        out.put(page.screen(verdicts, curve, list(policy.tiers), all_))
        if moving:
            out.talk(t("tier.how"))
        return
    _apply(moving, dry_run)


def _apply(moving: Sequence[Verdict], dry_run: bool) -> None:
    """Move them all in one step, once that is sure."""
    from repbook.render import out
    from repbook.store import tier_facts

    if not dry_run:
        run.sure("tier.sure", n=len(moving))
        with run.writing("tiers_reviewed", n=len(moving)) as book:
            for verdict in moving:
                tier_facts.move(book.db, verdict.record.account.id, verdict.suggested or verdict.tier, run.today)
    for verdict in moving:
        account = verdict.record.account
        out.say(t("tier.moved", name=account.name, old=verdict.tier, new=verdict.suggested, id=account.id))
    out.talk(t("say.dry_run") if dry_run else t("tier.applied", n=len(moving)))
