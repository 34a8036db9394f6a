"""Bundles the JavaScript after every edit and serves the lab on a page that reloads with it.

    python tools/watch.py          (or `make watch`)

The page is the one of `facemodel export`; a reload keeps the case on screen. Notebooks of a
JupyterLab that was started with ANYWIDGET_HMR=1 reload too. The bundle is not minified, so that a
debugger shows readable code; at the end the usual one is made again.
"""

import argparse
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from facemodel.cli.files import demo_case
from facemodel.errors import FaceModelError
from facemodel.view.page import page_text
from facemodel.view.viewer import viewer

ROOT = Path(__file__).parents[1]
HOST, PORT = "127.0.0.1", 8765
RELOAD = """<script>
const kept = sessionStorage.getItem("case");
const options = document.getElementById("options");
if (kept) options.textContent = JSON.stringify({ ...JSON.parse(options.textContent), case: JSON.parse(kept) });
let made = null;
setInterval(async () => {
  const now = await fetch("/made").then((answer) => (answer.ok ? answer.text() : made)).catch(() => made);
  if (made !== null && now !== made) {
    const app = window.facemodelPage;
    if (app) sessionStorage.setItem("case", JSON.stringify(app.case()));
    location.reload();
  }
  made = now;
}, 400);
</script>
<script type="module">"""  # noqa: E501 - JavaScript


class Page(BaseHTTPRequestHandler):
    """Answers with the page, and with the time of the bundle."""

    def do_GET(self) -> None:
        made = self.path == "/made"
        try:
            text = str(viewer().stat().st_mtime_ns) if made else page()
        except (FaceModelError, OSError):  # what is wrong with the edit, the bundler has said
            self.send_error(503, "There is no bundle after this edit")
            return
        self.send_response(200)
        self.send_header("Content-Type", f"text/{'plain' if made else 'html'}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_) -> None:
        """Says nothing: the page asks twice a second."""


def page() -> str:
    """The page of the demo with the bundle as it is now; its policy would forbid the reloading."""
    text = page_text(demo_case(), "", "", {"tone": "medium", "height": 480}, b"")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    return text.replace('<script type="module">', RELOAD, 1)


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    sys.path.insert(0, str(ROOT))
    import hatch_build

    node, npm = hatch_build.find_node()
    hatch_build.make_bundle(ROOT)  # brings the packages too
    hatch_build.stamp_file(ROOT).unlink(missing_ok=True)  # what is watched is not what ships
    # esbuild watches until its input is closed, so it ends with this program however that ends
    watching = [str(node), str(npm), "run", "--silent", "watch"]
    bundler = subprocess.Popen(watching, cwd=ROOT, stdin=subprocess.PIPE)
    assert bundler.stdin is not None
    try:
        server = _server()
        print(f"http://{HOST}:{server.server_port} shows the lab; Ctrl C ends this", flush=True)
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        bundler.stdin.close()
        bundler.wait()
        hatch_build.make_bundle(ROOT)


def _server() -> ThreadingHTTPServer:
    """At the usual port, so that a tab finds it again, or another one where that is taken."""
    try:
        return ThreadingHTTPServer((HOST, PORT), Page)
    except OSError:
        return ThreadingHTTPServer((HOST, 0), Page)


if __name__ == "__main__":
    main()
