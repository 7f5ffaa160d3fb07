"""The options that several commands share, each declared once; `help` names an entry of the catalogue's `opt`."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

Json: TypeAlias = Annotated[bool, typer.Option("--json", help="json")]
Csv: TypeAlias = Annotated[str | None, typer.Option("--csv", metavar="FILE", help="csv")]
Limit: TypeAlias = Annotated[str | None, typer.Option("--limit", metavar="N", help="limit")]
OnPast: TypeAlias = Annotated[str | None, typer.Option("--on", metavar="DATE", help="on_past")]
Tiers: TypeAlias = Annotated[list[str] | None, typer.Option("--tier", metavar="TIER", help="tier_filter")]
Area: TypeAlias = Annotated[str | None, typer.Option("--area", metavar="PREFIX", help="area_filter")]
Customer: TypeAlias = Annotated[str, typer.Argument(metavar="CUSTOMER", help="customer")]
Contact: TypeAlias = Annotated[str, typer.Argument(metavar="CONTACT", help="contact")]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="dry_run")]
