"""Signing in and out, and the language of the pages: all that a browser keeps of a visitor, in cookies."""

from __future__ import annotations

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.http.auth import identify_client
from api.http.client import client_of
from api.http.csrf import is_same_origin, own_address
from api.http.incoming import content_type_of, read_pairs
from api.http.negotiation import HTML
from api.http.observation import observed
from api.http.responses import headers_with
from api.http.routing import Routes
from api.http.session import Sessions, active_session_of, cookie, root_of
from api.http.throttle import Throttle
from api.http.visitor import LANGUAGES, language_cookie
from api.representations.pages.door.sign_in import SignIn, sign_in_page
from kg.sentences import Sentence
from kg.tokens import digest, identify

router = Routes(include_in_schema=False)

_FORM = "application/x-www-form-urlencoded"
_LONGEST = 16_384
"""Bytes of the forms here."""


@router.get("/sign-in")
async def sign_in(request: Request) -> Response:
    """Show the form for a token, or who is signed in."""
    parameters = request.query_params
    state = SignIn(own_address(request, parameters.get("next", "")), ticket=parameters.get("ticket", ""))
    return Response(sign_in_page(request, state), headers=headers_with(""), media_type=HTML.media_type)


@router.post("/sign-in")
async def begin(request: Request) -> Response:
    """Begin a session for whoever shows a token or an invitation; one that is not known gets the form again."""
    _demand_from_here(request)
    form = await _form(request)
    goal, client = own_address(request, form.get("next", "")), client_of(request)
    throttle: Throttle = request.app.state.throttle
    if wait := throttle.wait(client):
        again = SignIn(goal, problem="many", seconds=wait)
        return _refused(request, again, HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(wait)})
    token = _token(request, form)
    if not token:
        throttle.note_wrong(client)
        observed(request.scope).why = "a token that is not known"
        again = SignIn(goal, problem="ticket" if form.get("ticket") else "token")
        return _refused(request, again, HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": "Bearer"})
    sessions: Sessions = request.app.state.sessions
    if active := active_session_of(request):
        sessions.end(active.session)
    observed(request.scope).who = request.app.state.identities.table()[token].name
    answer = _led_to(goal)
    answer.headers.append("Set-Cookie", cookie(request, sessions.begin(token)))
    return answer


@router.post("/sign-out")
async def end(request: Request) -> Response:
    """End the session, and have the browser forget it."""
    active = active_session_of(request)
    if active is not None:
        if identify_client(request) is None:
            raise HTTPException(
                403, Sentence("This did not come from a page of your session. Load the page again, and repeat it.")
            )
        sessions: Sessions = request.app.state.sessions
        sessions.end(active.session)
    answer = _led_to(f"{root_of(request)}/")
    answer.headers.append("Set-Cookie", cookie(request, ""))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.post("/language")
async def choose_language(request: Request) -> Response:
    """Have the browser keep the language of the pages."""
    _demand_from_here(request)
    form = await _form(request)
    language = form.get("language", "")
    if language not in LANGUAGES:
        raise HTTPException(
            400,
            Sentence(
                "The pages speak no %(language)r, but %(languages)s.",
                language=language[:20],
                languages=" and ".join(LANGUAGES),
            ),
        )
    answer = _led_to(own_address(request, form.get("next", "")))
    answer.headers.append("Set-Cookie", language_cookie(request, language))
    return answer


def _demand_from_here(request: Request) -> None:
    if not is_same_origin(request):
        raise HTTPException(403, Sentence("This form was sent from a page of another site."))


async def _form(request: Request) -> dict[str, str]:
    if content_type_of(request.headers).media_type != _FORM:
        raise HTTPException(415, Sentence("Send a form as %(form)s.", form=_FORM))
    body = await request.body()
    if len(body) > _LONGEST:
        raise HTTPException(413, Sentence("The form has more than %(most)s bytes.", most=_LONGEST))
    return dict(read_pairs(body))


def _token(request: Request, form: dict[str, str]) -> str:
    """Give the digest of the token that a form shows, or that it has an invitation for; empty where none counts."""
    identities, sessions = request.app.state.identities.table(), request.app.state.sessions
    if form.get("ticket"):
        invited: str = sessions.accept(form["ticket"])
        return invited if invited in identities else ""
    token = form.get("token", "").strip()
    return digest(token) if identify(token, identities) else ""


def _refused(request: Request, again: SignIn, status: int, headers: dict[str, str]) -> Response:
    page = sign_in_page(request, again)
    return Response(page, status, headers={**headers_with(""), **headers}, media_type=HTML.media_type)


def _led_to(address: str) -> Response:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
