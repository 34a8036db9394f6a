"""Which commands there are, each with its help; the module of a command has the same name."""

COMMANDS = {
    "lab": "Open JupyterLab on the notebooks.",
    "app": "Serve the lab to people who should not see code, many at once.",
    "doctor": "Check this installation, one line per part and a fix for each failure.",
    "demo": "Show the main job without a browser: figures before and after, picture, page, "
    "case file.",
    "export": "Write a case in forms that other programs open: page, 3-D file, picture, table.",
    "report": "Write a case as a report to take home: one HTML page or PDF that loads nothing from "
    "anywhere.",
    "cohort": "Show what a case's treatment does to many people who do not exist, and write the "
    "table.",
    "grade": "Put the results of a class side by side: a table and one HTML page.",
    "validate": "Compare published figures with the model's.",
    "version": "Print the version.",
}
