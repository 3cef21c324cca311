"""Curated records: reading them from tables, saying where their form is at fault, writing them back."""

from kg.records.dataset import Dataset, dataset_text, find_datasets, find_strays, read_rows, read_sound_rows
from kg.records.folder import Stock
from kg.records.json_records import from_json, to_json, write_json_lines
from kg.records.model import Record, Row
from kg.records.passage import Passage
from kg.records.report import Report, Unverified, Violation
from kg.records.tables import write_table

__all__ = [
    "Dataset",
    "Passage",
    "Record",
    "Report",
    "Row",
    "Stock",
    "Unverified",
    "Violation",
    "dataset_text",
    "find_datasets",
    "find_strays",
    "from_json",
    "read_rows",
    "read_sound_rows",
    "to_json",
    "write_json_lines",
    "write_table",
]
