"""What several verbs say: the ends of help texts, which teach by example, choices, and numbers of things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import click

from kg.files import decode
from kg.spelling import nearest


def listing(title: str, lines: Iterable[str]) -> str:
    """Lay out lines under a title, as click leaves them."""
    return "\n".join(["\b", f"{title}:", *(f"  {line}" for line in lines)])


def examples(*lines: str) -> str:
    """Lay out example commands."""
    return listing("Examples", lines)


class Choice(click.Choice[str]):
    """One of some words; for another, the word that was probably meant is named."""

    def get_invalid_choice_message(self, value: object, ctx: click.Context | None) -> str:
        """Say what there is to choose from."""
        near = nearest(str(value), self.choices)
        every = super().get_invalid_choice_message(value, ctx)
        return f"{every} Did you mean {near!r}?" if near else every


def text_or_file(text: str | None, file: BinaryIO | None) -> str:
    """Give the query that stands in the command, or that in a file, without the mark that some editors begin with."""
    query = decode(file.read(), file.name).removeprefix("\ufeff") if file else text
    if query is None or (text and file):
        raise click.UsageError("Give either a query or a file with -f.")
    return query


def counted(number: int, noun: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "edge"), counted(1200, "edge")
    ('1 edge', '1,200 edges')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
