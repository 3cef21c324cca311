"""Users' SPARQL, answered in processes that can be stopped: `QueryPool.run` is the one verb.

The engine can neither cancel a query nor bound its memory, and deep nesting overflows its stack. So each
query runs in a worker process on a read-only snapshot, and a worker that goes too far is killed and replaced.
"""

from kg.query.answer import QueryResult
from kg.query.pool import QueryPool, run_locally
from kg.query.question import AcceptedFormats
from kg.query.updates import patch_rows

__all__ = ["AcceptedFormats", "QueryPool", "QueryResult", "patch_rows", "run_locally"]
