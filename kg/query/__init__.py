"""Users' SPARQL, answered in processes that can be stopped: `QueryPool.run` is the one verb.

The engine can neither cancel a query nor bound its memory, and deep nesting overflows its stack. So each
query runs in a worker process that only reads, and a worker that goes too far is killed and replaced.

`processes` is the pool's side of them, `worker` what runs in them; what both know stands beside: questions
(`question`, `documents`) and the frames in which they and their answers travel.
"""

from kg.query.checks import Checks
from kg.query.documents import Check, Document
from kg.query.explanation import Explanation
from kg.query.limits import Limits
from kg.query.patch import PatchRow, patch_rows, rows_of
from kg.query.pool import QueryPool, explain_locally, run_locally
from kg.query.processes.answer import QueryResult
from kg.query.processes.replicas import Replicated
from kg.query.question import AcceptedFormats, Question, is_repeatable

__all__ = [
    "AcceptedFormats",
    "Check",
    "Checks",
    "Document",
    "Explanation",
    "Limits",
    "PatchRow",
    "QueryPool",
    "QueryResult",
    "Question",
    "Replicated",
    "explain_locally",
    "is_repeatable",
    "patch_rows",
    "rows_of",
    "run_locally",
]
