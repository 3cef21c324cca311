"""What is told in figures: contributions and outcomes."""

from __future__ import annotations

from markupsafe import Markup

from api.representations.pages.entity.headlines.teller import Sentences, Teller
from api.representations.pages.languages import marked


def contribution(tell: Teller) -> Sentences:
    """Tell who gave how much to whom; that it was awarded only where it is a grant that was paid."""
    body, speech, amount = tell.body, tell.speech, Markup()
    if "amount" in body:
        amount = tell.amount("amount", body.get("currency", ""))
    else:
        tell.lack("amount")
    funders, recipients = tell.names("funder"), tell.names("recipient")
    is_award = body.get("kind") in ("grant", "award") and body.get("modality") == "done"
    if amount and funders and recipients and is_award:
        award = marked("%(funders)s awarded %(amount)s to %(recipients)s")
        first = [speech.say(award, funders=funders, amount=amount, recipients=recipients)]
    else:
        kind = tell.kind()
        first = [
            speech.say(marked("%(kind)s of %(amount)s"), kind=kind, amount=amount) if amount else kind,
            *tell.about(marked("from %(names)s"), "funder", demanded=True),
            *tell.about(marked("to %(names)s"), "recipient", demanded=True),
        ]
    yield [
        *first,
        *tell.about(marked("through %(names)s"), "through"),
        *tell.about(marked("attributed to %(names)s"), "attributed_to"),
        *tell.time(demanded=True),
    ]


def outcome(tell: Teller) -> Sentences:
    """Tell what was measured, of what, and who says so."""
    body, unit = tell.body, tell.body.get("unit", "")
    metric = Markup.escape(body.get("metric") or body["label"])
    if "value" in body:
        figure = tell.figure("value", unit) if unit else tell.amount("value")
        metric = tell.speech.say(marked("%(metric)s: %(figure)s"), metric=metric, figure=figure)
    else:
        tell.lack("value")
    yield [
        metric,
        *tell.about(marked("of %(names)s"), "about"),
        *tell.about(marked("attributed to %(names)s"), "attributed_to"),
        *tell.time(demanded=True),
        *tell.about(marked("reported by %(names)s"), "reported_by"),
    ]
