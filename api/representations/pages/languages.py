"""The languages of pages: their texts in message files, dates and lists in words.

The English texts stand in templates and are their own keys; those of another language are in `locale/TAG/*.po`, which
are joined (the format of GNU gettext). What the ontology says in a language it has in itself, in `ontology/`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import NewType

from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po

from kg.characters import visible
from kg.ontology import ENGLISH, said_in
from kg.reference import label_of
from kg.sentences import Sentence
from kg.vocabulary import load_vocabulary

_LOCALES = Path(__file__).parent / "locale"
_BABEL = {"en": "en_GB", "ko": "ko_KR"}
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_MONTH_DAY = re.compile(r"--(\d\d)-(\d\d)|XXXX-(\d\d)-(\d\d)")

ISLANDS = "islands"
"""How message files begin whose texts scripts show; pages hand them over."""


Message = NewType("Message", str)
"""An English text of ours: a literal of the code, never of the data. Only :func:`marked` makes it."""


def marked(text: str) -> Message:
    """Mark an English text that is translated where it is shown, so that it is gathered."""
    return Message(text)


class Messages(NullTranslations):
    """The texts of a language by the English ones."""

    def __init__(self, texts: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self._texts = texts

    def gettext(self, message: str) -> str:
        """Translate a text; one without translation stays English."""
        return self._texts.get(message, (message,))[0] or message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Translate a text with a number."""
        if n != 1 and msgid2 in self._texts:  # each was translated by itself
            return self.gettext(msgid2)
        forms = self._texts.get(msgid1)
        if not forms:
            return msgid1 if n == 1 else msgid2
        return forms[min(n != 1, len(forms) - 1)] or msgid2


@cache
def messages(language: str) -> Messages:
    """Give the texts of a language: those of the message files, and those of the ontology, which it has itself."""
    own = {key: forms for path in _files(language) for key, forms in _read(path).items()}
    return Messages({**_of_ontology(language), **own})


def _of_ontology(language: str) -> dict[str, tuple[str, ...]]:
    """Map the labels and definitions of the ontology, and the names of its classes, to what it says in a language."""
    if language == ENGLISH:
        return {}
    names = {each.name: label_of(each.iri, language) for each in load_vocabulary().classes.values()}
    return {text: (translation,) for text, translation in {**names, **said_in(language)}.items()}


def spoken(text: str, language: str) -> str:
    """Say a sentence of the library in a language, and those that stand in its gaps; any other text as it is.

    >>> spoken(Sentence("There is no community %(number)s", number=7), "ko"), spoken("a b", "ko")
    ('7번 커뮤니티가 없습니다.', 'a b')
    """
    if not isinstance(text, Sentence):
        return visible(text)
    form = messages(language).gettext(text.form)
    values = {name: spoken(each, language) if isinstance(each, str) else each for name, each in text.values.items()}
    return form % values if values else form


@cache
def for_islands(language: str) -> Mapping[str, str]:
    """Give the texts that scripts show, by the English ones; none for English."""
    return {
        key: forms[0]
        for path in _files(language)
        if path.stem.startswith(ISLANDS)
        for key, forms in _read(path).items()
    }


def _files(language: str) -> list[Path]:
    return sorted((_LOCALES / language).glob("*.po"))


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    texts = {}
    for message in catalogue:
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            forms = message.string or ""
            texts[key] = (forms,) if isinstance(forms, str) else tuple(forms)
    return texts


def date_in_words(text: str, language: str = "en") -> str:
    """Write a date of EDTF as a person does, as exactly as it is told and no more; what is no date stays as it is.

    >>> [date_in_words(each) for each in ("2023-05-14", "2023-05", "2023", "2023-05~", "soon")]
    ['14 May 2023', 'May 2023', '2023', 'about May 2023', 'soon']
    >>> date_in_words("2023-05-14", "ko"), date_in_words("2023-05/2024"), date_in_words("XXXX-06-24")
    ('2023년 5월 14일', 'May 2023 to 2024', '24 June (no year stated)')
    """
    if "/" in text:
        start, _, end = text.partition("/")
        return _interval(start, end, language)
    core, mark = (text[:-1], text[-1]) if text[-1:] in ("~", "?", "%") else (text, "")
    words = _in_words(core, language)
    if words is None:
        return text
    return messages(language).gettext(_MARKS[mark]) % {"date": words} if mark else words


_MARKS = {"~": marked("about %(date)s"), "?": marked("perhaps %(date)s"), "%": marked("perhaps about %(date)s")}


def _interval(start: str, end: str, language: str) -> str:
    translate = messages(language).gettext
    first, last = date_in_words(start, language), date_in_words(end, language)
    if start in ("", ".."):
        return translate(marked("until %(date)s")) % {"date": last}
    if end in ("", ".."):
        return translate(marked("from %(date)s")) % {"date": first}
    return translate(marked("%(start)s to %(end)s")) % {"start": first, "end": last}


def _in_words(text: str, language: str) -> str | None:
    locale = _BABEL[language]
    try:
        if yearless := _MONTH_DAY.fullmatch(text):
            month, day = (int(each) for each in yearless.groups() if each)
            words = format_skeleton("MMMMd", date(2000, month, day), locale=locale)
            return messages(language).gettext(marked("%(date)s (no year stated)")) % {"date": words}
        if not (parts := _DATE.fullmatch(text)):
            return None
        year, month_text, day_text = parts.groups()
        day_told = date(int(year), int(month_text or 1), int(day_text or 1))
    except ValueError:
        return None
    if day_text:
        return str(format_date(day_told, format="long", locale=locale))
    if month_text:
        return str(format_skeleton("yMMMM", day_told, locale=locale))
    return f"{int(year)}년" if language == "ko" else str(int(year))
