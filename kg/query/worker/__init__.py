"""The workers' side: what runs in the processes themselves, confined, one question after the other."""
