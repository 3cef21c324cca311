"""What the numbers of questions can be: declared once, with their fields, for the shell, HTTP and Python.

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True)
... class Wish:
...     top: int = within(1, 100, 10)
>>> bounds_of(Wish, "top").limits
{'ge': 1, 'le': 100}
>>> demand_bounds(Wish(top=0))
Traceback (most recent call last):
kg.errors.UnreadableInput: top=0 is not a whole number from 1 to 100. Give a number of these.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from math import isfinite
from numbers import Integral, Real
from typing import Any

from kg.errors import UnreadableInput
from kg.sentences import Sentence
from kg.spelling import beginning

MOST_SEED = (1 << 32) - 1
FEWEST_RESAMPLES, MOST_RESAMPLES = 20, 2_000
_BOUNDS = "bounds"


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that a number can be, None where it has no most; `is_above` where it is not the least."""

    least: int
    most: int | None
    is_whole: bool = True
    is_above: bool = False

    @property
    def limits(self) -> dict[str, Any]:
        """Give them by the names that JSON Schema and pydantic have for them."""
        most = {} if self.most is None else {"le": self.most}
        finite = {} if self.is_whole else {"allow_inf_nan": False}
        return {"gt" if self.is_above else "ge": self.least, **most, **finite}

    def have(self, number: Any) -> bool:
        """Tell whether a number is one of these; a truth is none."""
        if isinstance(number, bool) or not isinstance(number, Integral if self.is_whole else Real):
            return False
        try:
            value = int(number) if isinstance(number, Integral) and self.is_whole else float(number)
        except OverflowError:  # a whole number or a fraction that no float is as large as
            return False
        return (self.least < value or (value == self.least and not self.is_above)) and (
            (self.is_whole or isfinite(value)) if self.most is None else value <= self.most
        )

    @property
    def sentence(self) -> Sentence:
        """What is wrong with any other number."""
        noun = Sentence("whole number") if self.is_whole else Sentence("number")
        ends = {"least": self.least, "most": self.most}
        if self.most is None:
            return Sentence("not a %(noun)s of at least %(least)s", noun=noun, least=self.least)
        if self.is_above:
            return Sentence("not a %(noun)s above %(least)s, up to %(most)s", noun=noun, **ends)
        return Sentence("not a %(noun)s from %(least)s to %(most)s", noun=noun, **ends)


def within(least: int, most: int | None, default: float | None, *, is_above: bool = False) -> Any:
    """Declare a field of a dataclass; it holds whole numbers unless its default is none."""
    bounds = Bounds(least, most, not isinstance(default, float), is_above)
    return field(default=default, metadata={_BOUNDS: bounds})


def bounds_of(question: type[Any], name: str) -> Bounds:
    """Give what a field of a dataclass was declared with."""
    bounds: Bounds = next(each.metadata[_BOUNDS] for each in fields(question) if each.name == name)
    return bounds


def demand_bounds(question: Any) -> None:
    """Raise UnreadableInput for a number that is out of bounds or none, and for what should be true or false.

    Numbers of other libraries become those of Python. None passes where it is the default.
    """
    for each in fields(question):
        value, bounds = getattr(question, each.name), each.metadata.get(_BOUNDS)
        if isinstance(each.default, bool) and not isinstance(value, bool):
            raise _wrong(each.name, value, Sentence("neither true nor false"), Sentence("Give one of these."))
        if bounds is None or (value is None and each.default is None):
            continue
        if not bounds.have(value):
            raise _wrong(each.name, value, bounds.sentence, Sentence("Give a number of these."))
        object.__setattr__(question, each.name, int(value) if bounds.is_whole else float(value))


def _wrong(name: str, value: Any, what: Sentence, remedy: Sentence) -> UnreadableInput:
    given = beginning(repr(value))
    return UnreadableInput(Sentence("%(name)s=%(given)s is %(what)s", name=name, given=given, what=what), remedy)
