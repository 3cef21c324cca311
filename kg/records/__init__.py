"""Curated records: reading them from tables, saying where their form is at fault, writing them back."""

from kg.records.dataset import Dataset, dataset_text, find_datasets, read_rows
from kg.records.json_records import from_json, to_json, write_json_lines
from kg.records.model import Record, Row
from kg.records.report import Report, Unverified, Violation
from kg.records.tables import write_table

__all__ = [
    "Dataset",
    "Record",
    "Report",
    "Row",
    "Unverified",
    "Violation",
    "dataset_text",
    "find_datasets",
    "from_json",
    "read_rows",
    "to_json",
    "write_json_lines",
    "write_table",
]
