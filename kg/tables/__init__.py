"""Tables: the graph at a version as typed tables for SQL, in DuckDB or Parquet.

    schema    which tables there are, which columns, what each means
    contents  a version of the graph, as far as tables are made of it
    filling   the tables of a DuckDB connection are filled from it
    files     `write_duckdb`, `write_parquet`: whole files or none
    asking    `Tables`: SQL over a file, which may read nothing else

Records come as the JSON that stands ready for each in the index, and networks in arrays, so no record is asked for by
itself. DuckDB is an extra (`kg.extras`).
"""

from kg.tables.asking import Rows, Tables
from kg.tables.contents import Contents
from kg.tables.files import write_duckdb, write_parquet
from kg.tables.filling import TableWishes
from kg.tables.schema import Column, Kind, Table, column_of, columns_of, tables

__all__ = [
    "Column",
    "Contents",
    "Kind",
    "Rows",
    "Table",
    "TableWishes",
    "Tables",
    "column_of",
    "columns_of",
    "tables",
    "write_duckdb",
    "write_parquet",
]
