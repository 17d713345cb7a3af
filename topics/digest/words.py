"""Words, numbers and dates of a briefing, as readers of its language write them."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from topics.errors import UsageError

LEFT_TO_RIGHT = "\u200e"  # keeps a sign on its side of a number


class Words:
    """One language. Use ``words_of``."""

    def __init__(self, code: str, table: dict[str, Any], timezone: str, year: int | None) -> None:
        self.code = code
        self._year = year
        self.is_right_to_left: bool = table["right_to_left"]
        self._table = table
        self._zone = ZoneInfo(timezone)

    def text(self, key: str, **values: str) -> str:
        """A sentence with its gaps filled."""
        written: str = self._table[key]
        return written.format(**values)

    def counted(self, key: str, n: int) -> str:
        """A number with its noun in the form that goes with it."""
        forms: dict[str, str] = self._table[key]
        return forms[_plural(self.code, n)].format(n=self.number(n))

    def number(self, value: float, digits: int = 0) -> str:
        """A number with this language's separators; whole where no digits are asked for."""
        whole, _, rest = f"{abs(value):,.{digits}f}".partition(".")
        written = whole.replace(",", self._table["group"])
        sign = "−" if value < 0 and float(f"{value:.{digits}f}") else ""
        return f"{sign}{written}{self._table['decimal']}{rest}" if rest else sign + written

    def about(self, value: float) -> str:
        """A mean: one digit after the separator where it is small, and none where that would be 0."""
        shown = round(value, 1)
        return self.number(shown, 0 if value >= 10 or shown == int(shown) else 1)

    def change(self, ratio: float) -> str:
        """A change against what was: +23 %, −8 %."""
        points = round(100 * (ratio - 1))
        written = f"{'+' if points > 0 else ''}{self.number(points)}{self._table['percent']}"
        return f"{LEFT_TO_RIGHT}{written}{LEFT_TO_RIGHT}" if self.is_right_to_left else written

    def times(self, ratio: float) -> str:
        """How many times what was."""
        return f"×{self.about(ratio)}"

    def listed(self, parts: list[str]) -> str:
        """Several words one after another."""
        return str(self._table["comma"]).join(parts)

    def language(self, code: str) -> str:
        """What a language is called; its code where we have no name."""
        return str(self._table["languages"].get(code, code))

    def date(self, moment: datetime) -> str:
        """The day of a moment, as a calendar in the newsroom shows it."""
        return self._date("date", moment.astimezone(self._zone))

    def _date(self, form: str, local: datetime) -> str:
        return self.text(
            form,
            weekday=self._table["weekdays"][local.weekday()],
            day=self._table["first_of_month"] if local.day == 1 else str(local.day),
            month=self._table["months"][local.month - 1],
            year=str(local.year),
        )

    def time(self, moment: datetime) -> str:
        """The minute of a moment."""
        return f"{moment.astimezone(self._zone):%H:%M}"

    def moment(self, moment: datetime) -> str:
        """Day and minute; the year only where it is another one than the reader's."""
        local = moment.astimezone(self._zone)
        return f"{self._date('day' if local.year == self._year else 'date', local)} {self.time(moment)}"


def words_of(code: str, timezone: str, *, year: int | None = None) -> Words:
    """The words of a language, with times of a zone; ``year`` is the one that goes without saying.

    Raises:
        UsageError: no briefing is written in this language.
    """
    table = _table()
    if code not in table:
        raise UsageError(f"expected a language of {', '.join(table)}, got {code!r}.")
    return Words(code, table[code], timezone, year)


def languages() -> tuple[str, ...]:
    """Codes of the languages that briefings are written in."""
    return tuple(_table())


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("topics.digest").joinpath("words.toml").read_text(encoding="utf-8"))


def _plural(code: str, n: int) -> str:
    """The plural category of a whole number (Unicode CLDR 46, plural rules)."""
    if code == "ar":
        if n < 3:
            return ("zero", "one", "two")[n]
        last = n % 100
        return "few" if 3 <= last <= 10 else "many" if last >= 11 else "other"
    return "one" if n == 1 or (code == "fr" and n == 0) else "other"
