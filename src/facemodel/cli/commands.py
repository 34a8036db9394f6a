"""One module per command: its first line is its help, with EXAMPLE, add_arguments and run."""

from facemodel.cli import (
    app,
    cohort,
    demo,
    doctor,
    export,
    grade,
    lab,
    report,
    validate,
    version,
)

COMMANDS = {
    "lab": lab,
    "app": app,
    "doctor": doctor,
    "demo": demo,
    "export": export,
    "report": report,
    "cohort": cohort,
    "grade": grade,
    "validate": validate,
    "version": version,
}
