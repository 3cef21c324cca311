"""`python -m api` is `kg serve`."""

import sys

from kg.cli.main import main

main(["serve", *sys.argv[1:]])
