"""Sessions: what a browser shows instead of a token, by a cookie with a number that nobody can guess.

They are in memory alone, by the digest of that number, so a restart signs everybody out. A session keeps the digest of
the token that it was begun with and never who that is: whoever has the token counts as they are now, and a session ends
with its token.

Sources: RFC 6265bis (the prefixes of cookies, SameSite); OWASP, Session Management Cheat Sheet.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_bytes, token_urlsafe
from time import monotonic

from starlette.requests import HTTPConnection

from kg.tokens import Identity, digest

IDLE, LONGEST = 8 * 3600.0, 7 * 24 * 3600.0
"""Seconds without a request after which a session ends, and seconds after which it ends in any case."""

_RENEWED = 15 * 60.0
"""Seconds after which the number of a session is replaced."""

_LATE = 60.0
"""Seconds for which the number before still counts once the new one was shown: requests may overtake each other."""

_LOST = 5 * 60.0
"""Seconds for which a new number may be under way: after that, whoever still shows the one before never got it."""

_MOST, _MOST_OF_ONE = 10_000, 50
"""Sessions that are kept, of all and of one token; the ones used longest ago end for new ones."""

_INVITED = 10 * 60.0
"""Seconds for which an invitation counts."""

ACTIVE_SESSION = "kg.session"
"""What a request has in its scope that a session was shown with."""


@dataclass(slots=True, eq=False)
class Session:
    """A session: the digest of its token, the key of its tokens against forgery (CSRF), and its times.

    `current` is the digest of its number, and `before` that of the number that was replaced; `shown` is when the
    current one came for the first time.
    """

    token: str
    current: str
    began: float
    used: float
    issued: float
    before: str = ""
    shown: float | None = None
    key: bytes = field(default_factory=lambda: token_bytes(32), repr=False)


@dataclass(frozen=True, slots=True)
class ActiveSession:
    """A request that came with a session: whose it is, and whether it may count for what changes something."""

    session: Session
    identity: Identity
    is_genuine: bool
    """Whether the request reads, or was shown to be begun on a page of this service."""


class Sessions:
    """All sessions of a running service, and its invitations. It belongs to one event loop."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._of_number: dict[str, Session] = {}
        self._by_use: OrderedDict[Session, None] = OrderedDict()
        self._invited: dict[str, tuple[str, float]] = {}

    def __len__(self) -> int:
        return len(self._by_use)

    def begin(self, token: str) -> str:
        """Begin a session of the token with this digest, and give its number."""
        now, number = self._clock(), token_urlsafe(32)
        own = [each for each in self._by_use if each.token == token]
        for session in own[: max(len(own) - _MOST_OF_ONE + 1, 0)]:
            self.end(session)
        while len(self) >= _MOST:
            self.end(next(iter(self._by_use)))
        session = Session(token, digest(number), began=now, used=now, issued=now)
        self._of_number[session.current], self._by_use[session] = session, None
        return number

    def find(self, number: str) -> Session | None:
        """Find the session with a number; None where there is none, or it has ended. It counts as used.

        Where a new number was lost on its way, all is as if it had not been made.
        """
        name, now = digest(number), self._clock()
        session = self._of_number.get(name)
        if session is None:
            return None
        if now - session.used > IDLE or now - session.began > LONGEST:
            self.end(session)
            return None
        if name == session.current:
            session.shown = now if session.shown is None else session.shown
        elif session.shown is None and now - session.issued > _LOST:
            del self._of_number[session.current]
            session.current, session.before, session.issued, session.shown = name, "", session.began, now
        elif session.shown is not None and now - session.shown > _LATE:
            del self._of_number[name]
            return None
        session.used = now
        self._by_use.move_to_end(session)
        return session

    def renew(self, session: Session) -> str:
        """Replace the number of a session where its time has come, and give the new one; else the empty text.

        The new one has to be sent at once, for a browser keeps what comes last. One that ended is left alone.
        """
        now = self._clock()
        if session not in self._by_use or session.shown is None or now - session.issued <= _RENEWED:
            return ""
        number = token_urlsafe(32)
        self._of_number.pop(session.before, None)
        session.before, session.current, session.issued, session.shown = session.current, digest(number), now, None
        self._of_number[session.current] = session
        return number

    def invite(self, token: str) -> str:
        """Make an invitation: a word that counts once, for some minutes, instead of the token with this digest."""
        word, now = token_urlsafe(32), self._clock()
        pending = [(each, invitation) for each, invitation in self._invited.items() if now - invitation[1] <= _INVITED]
        self._invited = dict(pending[1 - _MOST :])
        self._invited[digest(word)] = token, now
        return word

    def accept(self, word: str) -> str:
        """Take an invitation back, and give the digest of its token; empty where it does not count, or no longer."""
        token, made = self._invited.pop(digest(word), ("", 0.0))
        return token if self._clock() - made <= _INVITED else ""

    def end(self, session: Session) -> None:
        """End a session."""
        self._by_use.pop(session, None)
        for name in (session.current, session.before):
            self._of_number.pop(name, None)


def active_session_of(connection: HTTPConnection) -> ActiveSession | None:
    """Give the session that a request came with and may count by, None where it came with none."""
    active: ActiveSession | None = connection.scope.get(ACTIVE_SESSION)
    return active


def active_session(number: str, sessions: Sessions, identities: Mapping[str, Identity]) -> ActiveSession | None:
    """Find whose session a number is of; one whose token counts no longer ends."""
    session = sessions.find(number) if number else None
    if session is None:
        return None
    identity = identities.get(session.token)
    if identity is None:
        sessions.end(session)
        return None
    return ActiveSession(session, identity, is_genuine=False)


def cookie_name(connection: HTTPConnection) -> str:
    """Name the cookie of a session: with a prefix that keeps other hosts from setting it, where the way is encrypted.

    Cookies do not tell ports apart, so the names of services on one machine do.
    """
    if connection.url.scheme == "https":
        return "__Secure-kg" if root_of(connection) else "__Host-kg"
    port = connection.url.port
    return f"kg-{port}" if port else "kg"


def number_in(connection: HTTPConnection) -> str:
    """Give the number of the session that a request shows, empty where it shows none."""
    return connection.cookies.get(cookie_name(connection), "")


def cookie(connection: HTTPConnection, number: str) -> str:
    """Write the header that has a browser keep the number of a session; that of an empty one has it forget."""
    name = cookie_name(connection)
    age = int(LONGEST) if number else 0
    secure = "; Secure" if connection.url.scheme == "https" else ""
    path = root_of(connection) or "/"
    return f"{name}={number}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"


def root_of(connection: HTTPConnection) -> str:
    """Give the path under which a proxy shows the service, empty for the usual one."""
    root: str = connection.scope.get("root_path", "")
    return root
