"""Which commands there are, each with its help; the module of a command has the same name."""

COMMANDS = {
    "lab": "Open JupyterLab on the notebooks.",
    "app": "Serve the lab without code to many people at once.",
    "doctor": "Check this installation, one line per part and a fix for each failure.",
    "demo": "Show what facemodel does without a browser: figures before and after, picture, "
    "page, case file.",
    "export": "Write a case in formats that other programs open: page, 3-D file, picture, table.",
    "report": "Write a case as a report to take home: one HTML page or PDF that works offline.",
    "cohort": "Simulate a case's treatment in many virtual people, and write the table.",
    "grade": "Compare the results of a class: a table and one HTML page.",
    "validate": "Compare published figures with those of the model.",
    "version": "Print the version.",
}
