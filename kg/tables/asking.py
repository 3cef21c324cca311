"""SQL over a file of tables, which may read nothing else, and only so long and with so much memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from kg.errors import LimitExceeded, MalformedQuery, QueryFailed, UnreadableInput
from kg.extras import library

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CLOSED = {
    "enable_external_access": "false",
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}
"""No file but the one that is opened, no other host, no variable of this process."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement gives: the names and types of the columns, and the rows."""

    names: Sequence[str]
    types: Sequence[str]
    rows: Sequence[Sequence[Any]]


class Tables:
    """An open file of tables, for reading; close it. Statements take `timeout` seconds and `memory` MiB at most."""

    def __init__(self, path: Path, timeout: float, memory: int) -> None:
        self._timeout, self._memory = timeout, memory
        config = {**_CLOSED, "memory_limit": f"{memory}MiB", "lock_configuration": "true"}
        self._database: DuckDBPyConnection = library("duckdb").connect(str(path), read_only=True, config=config)

    def query(self, statement: str) -> Rows:
        """Run a statement. Raises MalformedQuery, QueryFailed and LimitExceeded."""
        with self._bounded() as database:
            _demand_one(database, statement)
            database.execute(statement)
            description = database.description or []
            names = distinct([each[0] for each in description])
            return Rows(names, [str(each[1]) for each in description], database.fetchall())

    def arrow(self, statement: str) -> Any:
        """Run a statement, and give an Arrow table. Raises as :meth:`query` does."""
        with self._bounded() as database:
            _demand_one(database, statement)
            return database.execute(statement).to_arrow_table()

    @contextmanager
    def _bounded(self) -> Iterator[DuckDBPyConnection]:
        """Interrupt what runs too long, and tell failures as errors of ours."""
        duckdb = library("duckdb")
        with closing(self._database.cursor()) as cursor:
            timer = Timer(self._timeout, cursor.interrupt)
            timer.daemon = True
            timer.start()
            try:
                yield cursor
            except duckdb.InterruptException:
                raise LimitExceeded("time", f"{self._timeout:g} s") from None
            except duckdb.OutOfMemoryException:
                raise LimitExceeded("memory", f"{self._memory} MiB") from None
            except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException) as error:
                raise MalformedQuery(_told(error)) from None
            except duckdb.Error as error:
                raise QueryFailed(_told(error)) from None
            finally:
                timer.cancel()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _told(error: Exception) -> str:
    """Give what DuckDB says, without the name of its error and on one line."""
    return " ".join(str(error).partition("Error: ")[2].split()) or str(error)


def distinct(names: Sequence[str]) -> list[str]:
    """Number names that come again, as frames want them.

    >>> distinct(["label", "id", "label"])
    ['label', 'id', 'label_2']
    """
    distinct_names: list[str] = []
    for name in names:
        number, own = 1, name
        while own in distinct_names:
            number += 1
            own = f"{name}_{number}"
        distinct_names.append(own)
    return distinct_names


def _demand_one(database: DuckDBPyConnection, text: str) -> None:
    """Raise UnreadableInput for no statement, and for several: only the last of them would be answered."""
    statements = len(database.extract_statements(text))
    if statements == 0:
        raise UnreadableInput("There is no statement to answer", "Write one, such as SHOW TABLES.")
    if statements > 1:
        raise UnreadableInput(f"There are {statements} statements, and one is answered", "Ask one after the other.")
