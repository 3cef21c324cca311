"""Questions about records, and their answers: each further one stands below the others, with its author and date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kg.edition import Edition
from kg.records import Record

_SIGNED = re.compile(r"^(?P<by>\S[^\n]{0,199}?), (?P<on>\d{4}-\d\d-\d\d): ", re.MULTILINE)
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered, and on which day."""

    by: str
    on: str
    text: str

    def __str__(self) -> str:
        """Write it as it stands among others."""
        return f"{self.by}, {self.on}: {self.text}"


def question_body(edition: Edition, question: Record) -> dict[str, Any]:
    """Give a question with the label of what it is about, and with its answers."""
    names = ("field", "text", "asked_by", "asked", "status", "answer", "answered_by", "answered")
    about = question.one("about")
    fields = {name: question.one(name) for name in names}
    label = edition.catalogue.label(edition.mapping.iri(about))
    answers = [asdict(each) for each in answers_of(question)]
    return {"id": question.id, "about": about, "label": label, **fields, "answers": answers}


def answers_of(question: Record) -> list[Answer]:
    """Read the answers of a question: one as it is, several as they are signed.

    >>> told = {"answer": ("ana, 2026-11-26: It is.\\n\\njo, 2026-11-27: No more.",), "answered_by": ("ana; jo",)}
    >>> [(each.by, each.text) for each in answers_of(Record("Question", "questions/a", told))]
    [('ana', 'It is.'), ('jo', 'No more.')]
    """
    text = question.one("answer")
    marks = list(_SIGNED.finditer(text))
    if not text or not marks or marks[0].start() > 0:
        return [Answer(question.one("answered_by"), question.one("answered"), text)] if text else []
    ends = [*(each.start() for each in marks[1:]), len(text)]
    return [
        Answer(mark["by"], mark["on"], text[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True)
    ]


def with_answer(question: Record, answer: Answer) -> Mapping[str, str]:
    """Give the fields of a question that one more answer changes.

    >>> first = Record("Question", "questions/a", {"answer": ("Yes.",), "answered_by": ("ana",), "answered": ("2026",)})
    >>> with_answer(first, Answer("jo", "2026-11-27", "No."))["answer"]
    'ana, 2026: Yes.\\n\\njo, 2026-11-27: No.'
    """
    before = answers_of(question)
    text = _BETWEEN.join(map(str, (*before, answer))) if before else answer.text
    authors = dict.fromkeys([*(each.by for each in before), answer.by])
    return {"answer": text, "answered_by": "; ".join(authors), "answered": answer.on}
