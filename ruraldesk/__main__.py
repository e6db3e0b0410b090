"""`python -m ruraldesk` is the command `ruraldesk`."""

import sys

from ruraldesk.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
