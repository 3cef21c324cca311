"""What happened to the graph: the log of its changes, what each did to records, and the difference of two versions.

All of it is read from the journal, by way of rows alone: no version has to be made again to say what changed.
"""

from kg.history.changed import REPLACED, FieldChange, RecordChange, changed_graphs, changed_records, renames_in
from kg.history.course import STEPS, CourseCount, KeptCourse, Period, periods
from kg.history.diff import Diff, diff
from kg.history.loads import LoadEntry, LoadPage, LoadReport, LoadReports, Loads, LoadWish
from kg.history.log import Log, LogEntry, LogPage, LogWish
from kg.history.provenance import MOST_RECORDS, activity
from kg.history.records import RecordVersion, history_of, iris_of, versions_of

__all__ = [
    "MOST_RECORDS",
    "REPLACED",
    "STEPS",
    "CourseCount",
    "Diff",
    "FieldChange",
    "KeptCourse",
    "LoadEntry",
    "LoadPage",
    "LoadReport",
    "LoadReports",
    "LoadWish",
    "Loads",
    "Log",
    "LogEntry",
    "LogPage",
    "LogWish",
    "Period",
    "RecordChange",
    "RecordVersion",
    "activity",
    "changed_graphs",
    "changed_records",
    "diff",
    "history_of",
    "iris_of",
    "periods",
    "renames_in",
    "versions_of",
]
