"""`python -m lapbell`."""

from lapbell.cli import main

if __name__ == "__main__":  # the reading process imports this module under another name
    main()
