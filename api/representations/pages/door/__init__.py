"""Where one comes in: the first page, and signing in."""
