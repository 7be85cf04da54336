"""`python -m lapbell`."""

from lapbell.cli import main

main()
