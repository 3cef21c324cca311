"""The few errors of the library. Each carries facts and a way out; the API gives each kind its status in one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kg.characters import visible
from kg.sentences import Sentence
from kg.spelling import beginning, brief, nearest

LOOK = Sentence("Look for the name with /search?q= of the service, or in what `kg export records` writes.")
"""How an id is found, over HTTP and in the shell."""


class KgError(Exception):
    """Anything the user can mend: `message` says what is wrong, `fix` what to do about it.

    `kind` is a term of the scheme `problems` of the ontology. `facts` are what an error that travels from one process
    to another is made of again. `sentences` are both as they were given: those that are a Sentence can be said in
    other languages.
    """

    kind = "bad-request"

    def __init__(self, message: str, fix: str = "") -> None:
        self.sentences = tuple(each for each in (message, fix) if each)
        self.facts: tuple[object, ...] = message, fix
        message, fix = visible(message), visible(fix)  # what was sent is repeated on terminals
        super().__init__(f"{message}. {fix}" if fix else message)
        self.message = message
        self.fix = fix

    def details(self) -> Mapping[str, object]:
        """Give by name what a program can make use of."""
        return {}


class UnreadableInput(KgError):
    """A file or body that cannot be read as what it should be."""

    kind = "unreadable-input"


class UnknownName(KgError):
    """A name that is not in its list: a view, a measure, a collection, a format, a field.

    `noun` is a word of ours for that, and never of the data.
    """

    kind = "unknown-name"

    def __init__(self, noun: str, name: str, known: Iterable[str]) -> None:
        choices = sorted(known)
        near = nearest(name, choices)
        known_ones = Sentence("Known: %(names)s.", names=", ".join(choices))
        all_of_them = known_ones if choices else Sentence("There are none yet.")
        fix = Sentence("Did you mean %(names)s?", names=repr(near)) if near else all_of_them
        kind = noun if isinstance(noun, Sentence) else Sentence(noun)
        super().__init__(Sentence("There is no %(kind)s %(name)r", kind=kind, name=beginning(name, 200)), fix)
        self.facts = noun, name, choices


class UnknownField(UnknownName):
    """A parameter that names no field."""

    kind = "bad-request"


class UnknownIri(KgError):
    """An IRI of which the graph says nothing; `similar` are those that may be meant."""

    kind = "unknown-iri"

    def __init__(self, iri: str, similar: Sequence[str] = ()) -> None:
        message = Sentence("The graph says nothing about %(name)s", name=_in_words(iri))
        super().__init__(message, _did_you_mean(similar) or LOOK)
        self.iri, self.candidates = self.facts = iri, list(similar)

    def details(self) -> Mapping[str, object]:
        """Give what was looked for, and what may be meant by it."""
        return {"name": self.iri, "candidates": self.candidates} if self.candidates else {}


class RemovedIri(UnknownIri):
    """An IRI of a record that was removed, in the version `removed_in`."""

    def __init__(self, iri: str, removed_in: int) -> None:
        KgError.__init__(
            self,
            Sentence("%(name)s was removed in version %(version)s", name=_in_words(iri), version=removed_in),
            Sentence("Its history tells what it said: /history/ of the service, or `kg history`."),
        )
        self.iri, self.removed_in = self.facts = iri, removed_in
        self.candidates = []

    def details(self) -> Mapping[str, object]:
        """Give what was looked for, and when it went."""
        return {"name": self.iri, "removed_in": self.removed_in}


class UnknownNode(UnknownIri):
    """An IRI or a name that is not in the network that is asked.

    `similar` are the names that may be meant, and `inside` the nodes that lie in it, where it is a place.
    """

    def __init__(self, reference: str, similar: Sequence[str] = (), inside: Sequence[str] = ()) -> None:
        elsewhere = Sentence(
            "Ask another view, or look for the name with /search?q= of the service, "
            "or in what `kg export records` writes."
        )
        fix = _did_you_mean(similar) or elsewhere
        if inside:
            names = " and ".join(map(repr, inside))
            fix = Sentence("It is a place; of what lies in it, %(names)s are nodes.", names=names)
        KgError.__init__(self, Sentence("This network has no node %(name)s", name=_in_words(reference)), fix)
        self.iri, self.candidates, self.inside = reference, list(inside or similar), list(inside)
        self.facts = reference, list(similar), list(inside)


def _in_words(iri: str) -> str:
    return brief(iri) or "without a name"


def _did_you_mean(similar: Sequence[str]) -> str:
    return Sentence("Did you mean %(names)s?", names=" or ".join(map(repr, similar))) if similar else ""


class PlaysNoPart(UnknownNode):
    """A `record` of the graph that is no node of a network, which was asked about by its IRI or a name.

    `views` are those in which it is one when no filter leaves it out, as far as records tell, perhaps this among them.
    """

    def __init__(
        self, reference: str, record: str, label: str, view: str, views: Sequence[str], inside: Sequence[str] = ()
    ) -> None:
        super().__init__(reference, inside=inside)
        others = [each for each in views if each != view]
        fixes = [Sentence("Ask without filters.")] if view in views else []
        fixes += [Sentence("It does in these views: %(views)s.", views=", ".join(others))] if others else []
        fixes += [each for each in self.sentences[1:] if inside and isinstance(each, Sentence)]
        values = {"label": beginning(label, 200), "id": brief(record), "view": view}
        filtered = Sentence("%(label)s (%(id)s) plays no part in the network %(view)s, with these filters", **values)
        message = Sentence("%(label)s (%(id)s) plays no part in the network %(view)s", **values)
        told = fixes or [Sentence("It plays none in any view.")]
        KgError.__init__(self, filtered if view in views else message, " ".join(told))
        self.sentences = (self.sentences[0], *told)
        self.facts = reference, record, label, view, list(views), list(inside)
        self.record, self.label, self.views = record, label, list(views)

    def details(self) -> Mapping[str, object]:
        """Give what was looked for, the record that it is, and the views."""
        inside = {"candidates": self.candidates} if self.candidates else {}
        return {"name": self.iri, **inside, "id": self.record, "label": self.label, "views": self.views}


class AmbiguousName(KgError):
    """A name that several have where one is meant."""

    kind = "ambiguous-name"

    def __init__(self, name: str, iris: Sequence[str]) -> None:
        named = Sentence("%(name)r is the name of several: %(ids)s", name=beginning(name, 200), ids=", ".join(iris))
        super().__init__(named, Sentence("Give the id of one of them."))
        self.name, self.candidates = self.facts = name, list(iris)

    def details(self) -> Mapping[str, object]:
        """Give what was looked for, and what may be meant by it."""
        return {"name": self.name, "candidates": self.candidates}


class MalformedQuery(KgError):
    """SPARQL that does not parse; `line` and `column` count from 1, 0 where the parser gives none."""

    kind = "malformed-query"

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        values = {"line": line, "column": column, "reason": reason}
        placed = Sentence("The query does not parse at line %(line)s, column %(column)s: %(reason)s", **values)
        super().__init__(placed if line else Sentence("The query does not parse: %(reason)s", reason=reason))
        self.reason, self.line, self.column = self.facts = reason, line, column

    def details(self) -> Mapping[str, object]:
        """Give the place."""
        return {"line": self.line, "column": self.column}


_ASK_LESS = Sentence("Ask for less, or raise the limit.")
_SEND_LESS = Sentence("Send less at once, or raise the limit.")
_OVER = {
    "query": (Sentence("query"), _ASK_LESS),
    "network": (Sentence("network"), _ASK_LESS),
    "change": (Sentence("change"), Sentence("Change less at once, or raise the limit.")),
    "difference": (Sentence("difference"), Sentence("Compare versions that are nearer, or raise the limit.")),
}
"""What runs over limits in most cases, and what helps."""

LIMITS = {"time": "time-limit", "memory": "memory-limit", "result": "result-limit", "size": "too-large"}


class LimitExceeded(KgError):
    """What ran over a limit: ``time``, ``memory``, ``result`` or ``size``; `value` is its setting with the unit.

    `subject` is what ran over it: a query, a network, a change, a difference of versions, or a document or records that
    somebody sent.
    """

    def __init__(self, limit: str, value: str, subject: str = "query") -> None:
        ran_over, fix = _OVER.get(subject, (Sentence(subject), _SEND_LESS))
        message = Sentence(
            "The %(subject)s ran over its %(limit)s limit of %(value)s",
            subject=ran_over,
            limit=Sentence(limit),
            value=value,
        )
        super().__init__(message, fix)
        self.kind = LIMITS[limit]
        self.limit, self.value, self.subject = self.facts = limit, value, subject

    def details(self) -> Mapping[str, object]:
        """Give the limit."""
        return {"limit": self.limit, "value": self.value}

    @classmethod
    def of_size(cls, most: int) -> LimitExceeded:
        """Make the error for a change of more than so many triples."""
        return cls("size", f"{most:,} triples", "change")


class NetworkTooLarge(LimitExceeded):
    """A network that would have more edges than it may, counted before any was made.

    `edges` says how many, `because` why, and `instead` names a view of the same that is smaller, both if there is any.
    """

    kind = "network-limit"

    def __init__(self, view: str, edges: str, most: int, because: str = "", instead: str = "") -> None:
        reason = f": {because}" if because else ""
        message = Sentence(
            "The network %(view)s would have %(edges)s edges, and %(most)s are allowed%(reason)s",
            view=view,
            edges=edges,
            most=f"{most:,}",
            reason=reason,
        )
        fix = Sentence(
            "Leave out some with as_of, min_confidence or without plans, or ask for the view %(view)s; "
            "the operator can raise the limit.",
            view=instead,
        )
        if not instead:
            fix = Sentence(
                "Leave out some with as_of, min_confidence or without plans; the operator can raise the limit."
            )
        KgError.__init__(self, message, fix)
        self.facts = view, edges, most, because, instead
        self.limit, self.value, self.subject = "edges", f"{most:,}", "network"


class QueryFailed(KgError):
    """A query that parses but cannot be evaluated: an unknown function, SERVICE, nesting too deep."""

    kind = "query-failed"

    def __init__(self, reason: str) -> None:
        message = Sentence("The query cannot be answered: %(reason)s", reason=reason)
        super().__init__(message, Sentence("Ask for it in another way."))
        self.facts = (reason,)


class Unavailable(KgError):
    """Requests cannot be answered just now, by no fault of theirs: too many wait, or a worker was lost."""

    kind = "unavailable"

    def __init__(self, reason: str) -> None:
        message = Sentence("The request cannot be answered just now: %(reason)s", reason=reason)
        super().__init__(message, Sentence("Try again in a moment."))
        self.reason = reason
        self.facts = (reason,)


class StoreFailed(Unavailable):
    """The engine cannot read or write its files: the disk takes nothing more, or they are damaged.

    With `lacks_room` they are as they were; otherwise they are to be made again from the journal.
    """

    def __init__(self, failure: str, lacks_room: bool = False) -> None:
        super().__init__(f"the store cannot be used: {failure}")
        self.failure, self.lacks_room = failure, lacks_room
        self.facts = failure, lacks_room


class EngineFailed(Unavailable):
    """The SPARQL engine that the operator keeps beside the service does not do what it is to do."""

    kind = "engine-failed"

    def __init__(self, failure: str) -> None:
        super().__init__(f"the SPARQL engine {failure}")
        self.failure = failure
        self.facts = (failure,)


class EngineRefused(EngineFailed):
    """It runs, and does not take an update, for what is in that."""


class EngineMoved(Unavailable):
    """That engine no longer holds the version it was asked for: it has gone on, or it lost what it had."""

    def __init__(self, expected: str, holds: str) -> None:
        super().__init__(f"the SPARQL engine was asked for {expected}, and held {holds} in the end")
        self.facts = expected, holds


class TooManyRequests(KgError):
    """One client asks for more at once than it may."""

    kind = "too-many-requests"

    def __init__(self, limit: int) -> None:
        waiting = Sentence("%(limit)s of your queries are waiting already", limit=limit)
        super().__init__(waiting, Sentence("Wait for their answers before asking more."))
        self.facts = (limit,)


class Forbidden(KgError):
    """Something that nobody may do this way."""

    kind = "forbidden"


class ChangeConflict(KgError):
    """A change that does not go with what the graph has become; `versions` are those that made it so."""

    kind = "conflict"

    def __init__(self, message: str, fix: str = Sentence("Nothing was changed."), versions: Sequence[int] = ()) -> None:
        super().__init__(message, fix)
        self.versions = list(versions)
        self.facts = message, fix, self.versions

    def details(self) -> Mapping[str, object]:
        """Give the versions."""
        return {"versions": self.versions}


class JournalDamaged(KgError):
    """A journal that is not as it was written, so that nothing can be made of it: `place` is the file."""

    kind = "unavailable"

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"The journal is damaged: {place}: {reason}",
            "Put the file back as it was, or restore the home from a backup with `kg restore`.",
        )
        self.place, self.reason = self.facts = place, reason


class StoreInUse(KgError):
    """Another process holds the store."""

    kind = "unavailable"

    def __init__(self, home: str) -> None:
        super().__init__(
            f"The store in {home} is in use by another process",
            "Stop that `kg serve` or `kg load` first, or ask the running service over HTTP.",
        )
        self.facts = (home,)
