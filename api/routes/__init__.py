"""The routes, one module per face of the service."""
