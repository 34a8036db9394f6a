"""Firefox without a window, spoken to by its own protocol (Marionette): JSON over a socket."""

import base64
import json
import socket
import subprocess
import time
from pathlib import Path

PREFERENCES = """\
user_pref("webgl.force-enabled", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("marionette.port", %d);
"""
PATIENCE_S = 120


class Firefox:
    """A browser that opens pages and runs scripts in them; closed at the end of a `with` block."""

    def __init__(self, program: str, profile: Path, width: int, height: int):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES % port)
        window = [f"--width={width}", f"--height={height}"]
        command = [program, "--headless", "--marionette", "--no-remote", *window]
        self.process = subprocess.Popen(
            [*command, "--profile", str(profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.count = 0
        self.socket = self._joined(port)
        self._read()  # what it greets with
        self.ask("WebDriver:NewSession")

    def _joined(self, port: int) -> socket.socket:
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), PATIENCE_S)
            except OSError:
                assert time.monotonic() < end, "Firefox does not answer"
                assert self.process.poll() is None, "Firefox has ended"
                time.sleep(0.1)

    def _read(self):
        length = b""
        while not length.endswith(b":"):
            length += self.socket.recv(1)
        text = b""
        while len(text) < int(length[:-1]):
            text += self.socket.recv(65536)
        return json.loads(text)

    def ask(self, command: str, **values):
        """A command of WebDriver, and its answer."""
        self.count += 1
        text = json.dumps([0, self.count, command, values]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, answer = self._read()
        assert error is None, error
        return answer

    def evaluate(self, script: str, *values):
        """What the body of a function returns in the page."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=list(values))["value"]

    def until(self, script: str):
        """Waits for what is true in the page."""
        end = time.monotonic() + PATIENCE_S
        while not (found := self.evaluate(script)):
            assert time.monotonic() < end, script
            time.sleep(0.1)
        return found

    def picture(self) -> bytes:
        """PNG of the window."""
        return base64.b64decode(self.ask("WebDriver:TakeScreenshot", full=False)["value"])

    def __enter__(self) -> "Firefox":
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
