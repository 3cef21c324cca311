"""Money on its way and records in the order of time, drawn by the server."""
