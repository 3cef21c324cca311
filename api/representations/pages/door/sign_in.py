"""The page on which somebody signs in or out."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from api.representations.pages.languages import marked
from api.representations.pages.rendering import render

ROLES = (marked("reader"), marked("steward"), marked("admin"))
"""The roles, as the page names them."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Where somebody goes on to, an invitation, and what was wrong: `token`, `ticket`, or `many` with the `seconds`."""

    goal: str
    ticket: str = ""
    problem: str = ""
    seconds: int = 0


def sign_in_page(request: Request, state: SignIn) -> bytes:
    """Show the form for a token, or who is signed in."""
    return render(request, "door/sign-in.html", {"state": state})
