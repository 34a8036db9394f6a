"""A script of a test that node runs with modules of view/js, and what it prints."""

import json
import subprocess
from pathlib import Path

JS = Path(__file__).parents[1] / "src/facemodel/view/js"


def run(node, folder, script: str, *more: str):
    (folder / "script.mjs").write_text(script, "utf-8")
    command = [node, folder / "script.mjs", JS.as_uri(), folder, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
