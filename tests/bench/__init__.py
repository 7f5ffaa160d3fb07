"""How fast repbook is, side by side with bare Python and with Typer's own hello: `python -m tests.bench`."""
