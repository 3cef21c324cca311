"""The page for queries: an editor, examples, and an answer as far as it is shown."""
