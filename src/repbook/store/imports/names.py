"""Who a file means: exactly that name, or the only one that differs in nothing but case; never a guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

_CANDIDATES = 40
_LOOKUPS = 200  # names that are looked for near others; a file with more unknown ones is another book's


class Names:
    """The names of one kind in the book with their ids: of customers, or of contacts with their customer as owner."""

    def __init__(self, known: Iterable[tuple[int, str, int]]) -> None:
        self._exact: dict[tuple[int, str], int] = {(owner, name): number for owner, name, number in known}
        self._folded: dict[tuple[int, str], int | None] | None = None
        self._by_sign: dict[str, list[str]] | None = None
        self._looked = 0

    def find(self, name: str, owner: int = 0) -> int | None:
        """The id of who is meant; None when nobody is, or several alike."""
        number = self._exact.get((owner, name))
        return number if number is not None else self._in_any_case().get((owner, name.casefold()))

    def add(self, name: str, number: int) -> None:
        """Take somebody in who is about to be written."""
        self._exact[0, name] = number
        if self._folded is not None:
            key = 0, name.casefold()
            self._folded[key] = None if key in self._folded else number

    def match(self, wanted: Sequence[tuple[int, str]]) -> list[int | None]:
        """Who each of several different names (owner, name) means, two never the same one: the second is somebody new."""
        found = [self._exact.get(key) for key in wanted]
        taken = set(found)
        for at, (owner, name) in enumerate(wanted):
            number = self._in_any_case().get((owner, name.casefold())) if found[at] is None else None
            if number is not None and number not in taken:
                found[at] = number
                taken.add(number)
        return found

    def nearest(self, name: str) -> str:
        """The name most like one that nobody has, "" when none is."""
        from difflib import get_close_matches

        self._looked += 1
        if self._looked > _LOOKUPS:
            return ""
        if self._by_sign is None:
            self._by_sign = {}
            for _, known in self._exact:
                for sign in set(known.casefold()):
                    self._by_sign.setdefault(sign, []).append(known)
        shared: Counter[str] = Counter()
        for sign in set(name.casefold()):
            shared.update(self._by_sign.get(sign, ()))
        near = get_close_matches(name, [known for known, _ in shared.most_common(_CANDIDATES)], n=1, cutoff=0.6)
        return near[0] if near else ""

    def _in_any_case(self) -> dict[tuple[int, str], int | None]:
        if self._folded is None:
            self._folded = {}
            for (owner, name), number in self._exact.items():
                key = owner, name.casefold()
                self._folded[key] = None if key in self._folded else number
        return self._folded
