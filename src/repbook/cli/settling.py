"""The command that ends an item: what a person types once it is done."""

from __future__ import annotations

from repbook.terms import Account, Item
from repbook.words import t

_SPOKEN = {"task": "help", "point": "call"}  # the kind of touch that does what is no touch itself
_ACTS = '"\\$`!'


def command(account: Account, item: Item) -> str:
    """The line to type when an item is done."""
    return special(account, item) or _log(account, item)


def special(account: Account, item: Item) -> str:
    """The same for an item that a touch of its kind alone does not end; empty for any other."""
    number = item.occasion.lstrip("#")
    person = account.person(item.contact)
    with_ = f" --with {quoted(person.name)}" if person is not None else ""
    match item.rule:
        case "promise" if item.action == "task":
            return f"repbook promise keep {number}"
        case "complaint-answer" | "complaint-solve":
            return f"repbook complaint {item.rule.rpartition('-')[2]} {number}"
        case "birthday" if item.action == "task":
            return f"{_log(account, item)} --for birthday{with_}"
        case "new-contact":
            return _log(account, item) + with_
        case "festival-gift":
            return f'{_log(account, item)} --gift "{t("say.hint_text")}"'
        case "win-back" if item.action == "task":
            return f"{_log(account, item)} --for win-back"
        case "stock-low":
            dashes = "-- " if item.occasion.startswith("-") else ""  # else it would be taken for an option
            return f"repbook stock set {dashes}{named(account)} {quoted(item.occasion)} {t('say.hint_quantity')}"
    return ""


def _log(account: Account, item: Item) -> str:
    return f'repbook log {named(account)} {_SPOKEN.get(item.action, item.action)} "{t("say.hint_text")}"'


def named(account: Account) -> str:
    """A customer by its name, or by its number where a shell would act on the name or repbook take it for something else."""
    as_number = account.name.startswith(("-", "#")) or any(c in account.name for c in _ACTS)
    return f'"#{account.id}"' if as_number else f'"{account.name}"'


def quoted(text: str) -> str:
    """A text as one word of a command line, whatever is in it."""
    from shlex import quote

    return quote(text) if any(c in text for c in _ACTS) else text if text.isalnum() else f'"{text}"'
