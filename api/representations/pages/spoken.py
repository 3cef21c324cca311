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

MEASURES = (
    marked("How many others it is directly linked to."),
    marked("How many others have a link to it."),
    marked("How many others it has a link to."),
    marked("What links it to others weighs: facts, or money where that weighs."),
    marked("What leads to it weighs: facts, or money where that weighs."),
    marked("What leads from it weighs: facts, or money where that weighs."),
    marked("How often it lies on the shortest ways between others: who bridges."),
    marked("How often it lies on the shortest ways between others, estimated for large networks."),
    marked("How few steps away it is from those that reach it, and how many do."),
    marked("How few steps away it is from those that reach it, estimated for large networks."),
    marked("How near it is to all others, of whom those that cannot reach it count nothing."),
    marked("How well linked it is to others that are well linked themselves."),
    marked("How many ways of any length lead to it, of which longer ones count less."),
    marked("How good what its links lead to is: authorities, to which other good hubs have links as well."),
    marked("How good those are that have a link to it: hubs, whose links lead to other good authorities as well."),
    marked("How much of what flows along the links ends up passing through it."),
    marked("How many belong to the connected piece of the network that it is in."),
    marked("How dense the densest part is that it is in: there, everybody is linked to so many others."),
    marked("How many of those that it is linked to are linked to each other."),
    marked(
        "How much it depends on a few that are linked to each other. The highest are first, so brokers are the last."
    ),
    marked("How many others it is linked to, less what these could reach without it."),
    marked("How many others lose touch with the rest of their piece if it goes."),
    marked("Exact: it is counted."),
    marked("Exact to the nine significant digits that are given."),
    marked("Estimated, with an error that is told; exact up to 4,000 nodes."),
    marked("Estimated; exact up to 4,000 nodes."),
    marked("Iterated until the digits that are shown no longer change."),
)
"""What measures mean, and how exact they are."""

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
