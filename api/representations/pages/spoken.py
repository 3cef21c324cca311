"""What library and ontology say in English, marked so that it is gathered; pages translate it where they show it."""

from __future__ import annotations

from api.representations.pages.languages import marked

TYPES = (
    marked("Organisation"),
    marked("Group"),
    marked("Place"),
    marked("Person"),
    marked("Post"),
    marked("Programme"),
    marked("Project"),
    marked("Event"),
    marked("Agreement"),
    marked("Goal"),
    marked("Contribution"),
    marked("Participation"),
    marked("Outcome"),
    marked("Name"),
    marked("Identifier"),
    marked("Link"),
    marked("Document"),
    marked("Source"),
    marked("Question"),
    marked("Decision"),
    marked("Omission"),
    marked("Term"),
)
"""The classes of records."""

KINDS = (
    marked("Funding"),
    marked("Allocation"),
    marked("Extension"),
    marked("Share of an extension"),
    marked("Grant"),
    marked("Award"),
    marked("Disbursement"),
    marked("Co-investment"),
    marked("Investment"),
    marked("Planned investment"),
    marked("Fund size"),
    marked("Competition budget"),
    marked("Incentive"),
    marked("Leveraged total"),
)
"""The kinds of contributions."""

CONFIDENCES = (marked("stated"), marked("implied"), marked("ambiguous"))
"""How sure a record is."""

REASONS = (
    marked("Navigation"),
    marked("Opinion"),
    marked("Repetition"),
    marked("Too vague"),
    marked("Contact details"),
)
"""Why passages are left out of the graph."""

SHORTCOMINGS = (
    marked("Claims without evidence"),
    marked("No document is named that says so."),
    marked("Claims that cannot be verified"),
    marked("A document is named, and no place in it."),
    marked("Claims with a single source"),
    marked("One document alone says so."),
    marked("Doubtful figures"),
    marked("The curator does not believe them as printed."),
    marked("Open questions"),
    marked("Somebody doubts a record and waits."),
    marked("Stale documents"),
    marked("They were published long ago."),
    marked("Documents without a date"),
    marked("Nothing tells when they were published."),
)
"""What records may lack: titles and meanings."""

VALUES = (
    marked("record"),
    marked("text"),
    marked("number"),
    marked("whole number"),
    marked("date"),
    marked("duration"),
    marked("passage"),
    marked("name of a field"),
    marked("web address"),
    marked("path"),
    marked("query"),
    marked("header"),
)
"""What properties and parameters take, and where these stand."""

VIEWS = (
    marked("Affiliation"),
    marked("Co-funding"),
    marked("Co-recipients"),
    marked("Involvement"),
    marked("Partnership"),
    marked(
        "Who belongs to or takes part in what: parts played, posts held, units of organisations, parts of programmes."
    ),
    marked(
        "Who funds the same things: two are linked if both give to the same recipient or through the same programme."
    ),
    marked("Who is funded by the same: two are linked if the same funder gives to both."),
    marked("Who gives money to whom and through which programme, as far as the sources say."),
    marked(
        "Every kind of tie, without direction: parts played, posts held, what belongs to or answers to "
        "what, who is in a group, where agreements were signed, who gives, passes on and receives money."
    ),
    marked(
        "Who works with whom: two are linked if both play a partnering role in the same programme, "
        "project, event, agreement or organisation."
    ),
)
"""The views of networks that KINDS has no name of, and what each shows."""

COVERAGE = (
    marked("stated share"),
    marked("undated edges"),
    marked("undated share"),
    marked("left out"),
    marked("entered"),
    marked("left"),
    marked("changed"),
)
"""What an answer about networks rests on, and what may happen to a node."""
