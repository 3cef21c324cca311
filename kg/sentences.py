"""Sentences in English that know of what they are made, so that they can be said in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Sentence(str):
    """A sentence, or a part of one: its `form`, which the code says, and the `values` that stand in its gaps.

    Whoever shows it in another language translates the form and fills it anew; no sentence has to be read. A value
    that is itself a sentence is ours and translated as well, any other stands as it is.

    >>> noun = Sentence("measure")
    >>> Sentence("There is no %(noun)s %(name)r", noun=noun, name="degre")
    "There is no measure 'degre'"
    """

    __slots__ = ("form", "values")

    form: str
    values: Mapping[str, Any]

    def __new__(cls, form: str, /, **values: Any) -> Sentence:
        """Fill a form, a literal of the code; one without values is the sentence as it stands."""
        sentence = super().__new__(cls, form % values if values else form)
        sentence.form, sentence.values = form, values
        return sentence


def portable(sentence: object) -> object:
    """Give what JSON can hold of a sentence; of anything else the same.

    >>> portable(Sentence("Ask for %(what)s.", what=Sentence("less")))
    {'form': 'Ask for %(what)s.', 'values': {'what': {'form': 'less', 'values': {}}}}
    """
    if not isinstance(sentence, Sentence):
        return sentence
    return {"form": sentence.form, "values": {name: portable(value) for name, value in sentence.values.items()}}


def unpacked(fact: Any) -> Any:
    """Undo :func:`portable`.

    >>> unpacked(portable(Sentence("Ask for %(what)s.", what=Sentence("less"))))
    'Ask for less.'
    """
    if not isinstance(fact, dict) or {*fact} != {"form", "values"}:
        return fact
    return Sentence(fact["form"], **{name: unpacked(value) for name, value in fact["values"].items()})
