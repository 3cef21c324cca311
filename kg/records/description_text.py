"""The text of a `dataset.yml` with some of what it says exchanged: the lines of the rest stay byte by byte.

>>> print(revised_text("name: harbour  # a graph\\ntitle: Ships\\n", {"title": "Ships, old", "publisher": "Port"}))
name: harbour  # a graph
title: Ships, old
publisher: Port
<BLANKLINE>
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml


def revised_text(text: str, texts: Mapping[str, str]) -> str:
    """Give the text in which keys have other values; empty ones take the key away, and new ones come last."""
    root = yaml.compose(text, Loader=yaml.SafeLoader) if text.strip() else None
    entries = {key.value: (key, value) for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    places = {key: _place(text, *entries[key]) for key in texts if key in entries}
    for key, (start, end) in sorted(places.items(), key=lambda each: each[1], reverse=True):
        if texts[key]:
            text = text[:start] + _entry(key, texts[key], text) + text[end:]
        else:
            line_end = text.find("\n", end) + 1 or len(text)
            text = text[:start] + text[line_end:]
    new = [key for key in texts if texts[key] and key not in entries]
    ending = "\r\n" if "\r\n" in text else "\n"
    if new and text and not text.endswith("\n"):
        text += ending
    return text + "".join(_entry(key, texts[key], text) + ending for key in new)


def _place(text: str, key: yaml.Node, value: yaml.Node) -> tuple[int, int]:
    """Find where an entry begins and ends; a block of several lines ends before the last line end."""
    start, end = key.start_mark.index, value.end_mark.index
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    return start, end


def _entry(key: str, value: str, text: str) -> str:
    entry = yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True, width=1 << 30).removesuffix("\n")
    return entry.replace("\n", "\r\n") if "\r\n" in text else entry
