"""What a process of its own costs: it loads numpy and what it is told to, nothing else of ours."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def fresh(code: str) -> str:
    """What a fresh interpreter prints that runs `code`; it can import this folder."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return done.stdout


def peak_mb(process: int | str = "self") -> float | None:
    """Most memory (MB) that a process held so far; None where the system does not say (no /proc).

    getrusage would say the most of the process that started it, where that held more.
    """
    try:
        words = Path(f"/proc/{process}/status").read_text().split()
    except OSError:
        return None
    return int(words[words.index("VmHWM:") + 1]) * 1024 / 1e6 if "VmHWM:" in words else None
