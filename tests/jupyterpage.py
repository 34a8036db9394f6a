"""`facemodel lab` as the command line starts it, with an empty home, and JupyterLab in a page."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

PATIENCE = 120  # s
PROMPTS = """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")]
  .map((prompt) => prompt.textContent).join()"""


@contextlib.contextmanager
def served(folder):
    """JupyterLab on `folder`/notebooks; gives its address, with notebook 01 open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "lab.log"
    home = folder / "home"
    home.mkdir()
    jupyter = {name: str(home / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    options = ["--dir", "notebooks", "--port", str(port), "--no-browser"]
    with open(log, "wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "facemodel", "lab", *options],
            cwd=folder,
            env={**os.environ, **jupyter, "HOME": str(home)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _wait_for_address(server, log, port)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def run_all_cells(page) -> None:
    """Run > Run All Cells, once the kernel answers, and until it has nothing left to do."""
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    status = page.locator("#jp-main-statusbar")
    dialog = page.locator(".jp-Dialog")
    for _ in range(3):
        # "Idle" in the status bar is the kernel's own word; the circle of the toolbar is too early,
        # and on a busy machine running then opens a "Select Kernel" dialog instead.
        status.get_by_text("| Idle").wait_for()
        before = page.evaluate(PROMPTS)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        # a warm kernel can be busy for less time than the page takes to draw
        page.wait_for_function(
            f"""(before) => document.querySelector(".jp-Dialog") || ({PROMPTS})() !== before
              || document.getElementById("jp-main-statusbar").textContent.includes("| Busy")""",
            arg=before,
        )
        if not dialog.count():
            break
        dialog.get_by_role("button", name=re.compile("Select")).last.click()
    page.wait_for_function(
        """() => {
          const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")];
          const ran = (prompt) => /^\\[\\d+\\]/.test(prompt.textContent.trim());
          const idle = document.getElementById("jp-main-statusbar").textContent.includes("| Idle");
          if (!idle || !prompts.every(ran)) window.idleSince = null;
          window.idleSince ??= performance.now();
          // folded code has no prompt; between two cells the kernel is idle for a moment
          return idle && prompts.every(ran) && performance.now() - window.idleSince > 1500;
        }"""
    )


def end_kernels(page) -> None:
    """All kernels of the server ended, as Shut Down All does."""
    page.evaluate(
        """async () => {
          const { baseUrl, token } = JSON.parse(
            document.getElementById("jupyter-config-data").textContent);
          const [, xsrf] = document.cookie.match(/_xsrf=([^;]+)/) ?? [];
          const headers = { Authorization: `token ${token}`, "X-XSRFToken": xsrf ?? "" };
          const kernels = await (await fetch(`${baseUrl}api/kernels`, { headers })).json();
          for (const { id } of kernels)
            await fetch(`${baseUrl}api/kernels/${id}`, { method: "DELETE", headers });
        }"""
    )


def _wait_for_address(server: subprocess.Popen, log, port: int) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        found = re.search(rf"http://127\.0\.0\.1:{port}\S+", log.read_text("utf-8"))
        if found:
            try:
                urllib.request.urlopen(found.group(), timeout=5).close()
                return found.group()
            except urllib.error.URLError:
                pass
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text('utf-8')[-2000:]}")
