"""What the library says in English, marked so that it is gathered; pages translate it where they show it."""

from __future__ import annotations

from api.representations.pages.languages import marked

CONFIDENCES = (marked("stated"), marked("implied"), marked("ambiguous"))
"""How sure a record is."""

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
