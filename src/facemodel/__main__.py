"""`python -m facemodel` is the command line."""

import sys

from facemodel.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
