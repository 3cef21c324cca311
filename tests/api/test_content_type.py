"""The Content-Type of a body, as RFC 9110, section 8.3, has it."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from api.http.incoming import content_type_of


@pytest.mark.parametrize(
    ("field", "media_type", "charset"),
    [
        ("text/turtle", "text/turtle", "utf-8"),
        ("TEXT/Turtle;CHARSET=UTF-8", "text/turtle", "UTF-8"),
        ('text/turtle ; charset = "latin-1"', "text/turtle", "latin-1"),
        ('text/turtle; title="; charset=latin-1"', "text/turtle", "utf-8"),
        ("text/turtle;;charset=utf-16;", "text/turtle", "utf-16"),
        ("text/turtle; charset=", "text/turtle", ""),
        ("text/turtle; charset", "text/turtle", ""),
        ('text/turtle; charset="utf-8', "text/turtle", '"utf-8'),
        ("nonsense", "nonsense", "utf-8"),
        ("text/turtle, text/csv", "text/turtle, text/csv", "utf-8"),
        ("", "", "utf-8"),
        ("; charset=utf-16", "", "utf-16"),
    ],
)
def test_a_field_is_read(field: str, media_type: str, charset: str) -> None:
    said = content_type_of(Headers({"content-type": field}))
    assert (said.media_type, said.charset) == (media_type, charset)


def test_one_that_is_absent_is_the_default() -> None:
    assert content_type_of(Headers()).media_type == ""
    assert content_type_of(Headers(), "application/json").media_type == "application/json"
    assert content_type_of(Headers({"content-type": ""}), "application/json").media_type == ""
