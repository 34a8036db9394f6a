"""The command line does what it says, or says in one sentence why not."""

import importlib.metadata
import importlib.util
import json
import os
import pathlib
import socket
import subprocess
import sys

import msgspec
import numpy as np
import pytest

import facemodel as fm
from facemodel.cli import doctor, lab, main
from facemodel.cli.main import COMMANDS
from facemodel.errors import FaceModelError
from facemodel.teach.practice import results


def run(*words: str, cwd: pathlib.Path | None = None) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "facemodel", *words],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        check=False,
    )


def one_sentence(text: str) -> bool:
    return text.startswith("facemodel: ") and text.count("\n") == 1 and "Traceback" not in text


@pytest.mark.parametrize(
    "words",
    [
        ["labb"],
        [],
        ["demo", "--nothing"],
        ["demo"],
        ["lab", "--port", "many"],
        ["lab", "--port", "99999"],
        ["version", "please"],
    ],
)
def test_bad_input_is_one_sentence_and_code_2(words, capsys):
    assert main.main(words) == main.BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert one_sentence(printed.err)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_shows_an_example_that_the_parser_accepts(name, capsys):
    with pytest.raises(SystemExit) as stop:
        main.main([name, "--help"])
    assert stop.value.code == 0
    made = main.made_of(name)
    assert f"example: {made.EXAMPLE}" in " ".join(capsys.readouterr().out.split())
    words = made.EXAMPLE.split()[1:]
    assert main.parser(words).parse_args(words).run is made.run


def test_the_list_of_commands_names_them_all_and_imports_none():
    code = (
        "import sys; from facemodel.cli import main; "
        "text = main.parser([]).format_help(); "
        "print(all(word in text for word in main.COMMANDS), "
        "[c for c in main.COMMANDS if f'facemodel.cli.{c}' in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == "True []"


def test_an_unexpected_error_is_one_sentence_and_code_1_and_debug_shows_more(monkeypatch, capsys):
    def broken(arguments):
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr(doctor, "version", doctor.version._replace(run=broken))
    assert main.main(["version"]) == main.FAILED
    assert one_sentence(error := capsys.readouterr().err)
    assert "facemodel --debug version" in error
    with pytest.raises(ZeroDivisionError):
        main.main(["--debug", "version"])


def test_memory_that_runs_out_is_told(monkeypatch, capsys):
    def large(arguments):
        np.empty(1 << 60, np.int8)

    monkeypatch.setattr(doctor, "version", doctor.version._replace(run=large))
    assert main.main(["version"]) == main.FAILED
    assert capsys.readouterr().err == (
        "facemodel: memory ran out; close other programs, or ask for less at a time\n"
    )


def test_an_error_of_ours_is_its_own_sentence(monkeypatch, capsys):
    def refused(arguments):
        raise FaceModelError("no such face; open another")

    monkeypatch.setattr(doctor, "version", doctor.version._replace(run=refused))
    assert main.main(["version"]) == main.BAD_INPUT
    assert capsys.readouterr().err == "facemodel: no such face; open another\n"


def test_ctrl_c_is_no_error(monkeypatch, capsys):
    def interrupted(arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "version", doctor.version._replace(run=interrupted))
    assert main.main(["version"]) == main.INTERRUPTED
    assert capsys.readouterr().err == ""


def test_the_module_is_the_command_line_too():
    done = run("version")
    assert done.returncode == 0
    assert done.stdout.split()[0] == "facemodel"
    refused = run("nothing")
    assert refused.returncode == main.BAD_INPUT
    assert one_sentence(refused.stderr)


# lab


def test_the_lab_is_the_jupyterlab_of_this_python_on_notebook_01(tmp_path):
    command = lab.lab_command(tmp_path, None, no_browser=True)
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={tmp_path}" in command
    assert "--no-browser" in command
    assert ("--allow-root" in command) == (hasattr(os, "geteuid") and os.geteuid() == 0)
    assert any(word.endswith(f"/{lab.FIRST}") for word in command)
    assert (lab.working_folder(tmp_path / "mine") / lab.FIRST).is_file()


def test_copying_the_notebooks_never_overwrites_work(tmp_path):
    (tmp_path / lab.FIRST).write_text("my notes")
    lab.working_folder(tmp_path)
    assert (tmp_path / lab.FIRST).read_text() == "my notes"
    assert (tmp_path / "README.md").is_file()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FaceModelError, match="cannot write to the folder 'folder': "):
        lab.working_folder(tmp_path / "file" / "folder")


def without_jupyterlab(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "jupyterlab" else found(name)
    )


def test_without_jupyterlab_one_sentence_says_what_to_install(monkeypatch, capsys, tmp_path):
    without_jupyterlab(monkeypatch)
    monkeypatch.setattr("os.execve", lambda *_: pytest.fail("JupyterLab was started"))
    assert main.main(["lab", "--dir", str(tmp_path / "mine")]) == main.BAD_INPUT
    said = capsys.readouterr().err
    assert one_sentence(said)
    assert "facemodel[lab]" in said
    assert sys.executable in said
    assert not (tmp_path / "mine").exists()


def test_a_busy_port_is_refused_before_jupyterlab_starts(capsys):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert main.main(["lab", "--port", str(port), "--no-browser"]) == main.BAD_INPUT
    assert str(port) in capsys.readouterr().err


# doctor


def test_the_doctor_finds_this_installation_in_order(capsys):
    assert main.main(["doctor"]) == main.DONE
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith(("[ OK ] ", "[ -- ] ")) for line in lines[:-1])
    assert sys.executable in lines[0]
    for package in doctor.PACKAGES:
        assert any(line.startswith(f"[ OK ] {package}: ") for line in lines)


def test_the_doctor_asks_for_nothing_of_jupyterlab_where_there_is_none(monkeypatch, capsys):
    without_jupyterlab(monkeypatch)
    version_of = importlib.metadata.version

    def version(name: str) -> str:
        if name == "jupyterlab":
            raise importlib.metadata.PackageNotFoundError(name)
        return version_of(name)

    monkeypatch.setattr(importlib.metadata, "version", version)
    checks = tuple(check for check in doctor.CHECKS if check is not doctor.face)  # it takes seconds
    monkeypatch.setattr(doctor, "CHECKS", checks)
    assert main.main(["doctor"]) == main.DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "JupyterLab:" in line or "kernel" in line] == []
    (told,) = (line for line in lines if "jupyterlab" in line)
    assert told.startswith("[ -- ] jupyterlab: not installed; facemodel lab alone needs it")
    assert "facemodel[lab]" in told
    assert lines[-1] == "Everything needed is installed."


def test_the_doctor_says_how_to_mend_what_is_missing(monkeypatch, capsys):
    def broken() -> list[doctor.Finding]:
        raise ImportError("no such library")

    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))
    monkeypatch.setattr(doctor, "CHECKS", (doctor.packages, broken))
    monkeypatch.setattr(doctor, "OURS", "pip")
    assert main.main(["doctor"]) == main.FAILED
    out = capsys.readouterr().out
    assert "[FAIL] no-such-package: not installed; run: " in out
    assert "[FAIL] broken: no such library; run: " in out
    assert "2 things to fix" in out


def test_what_is_only_useful_does_not_fail_the_doctor(monkeypatch, capsys):
    def optional() -> list[doctor.Finding]:
        return [doctor.Finding("Chromium", "not found", "install it", needed=False)]

    monkeypatch.setattr(doctor, "CHECKS", (optional,))
    assert main.main(["doctor"]) == main.DONE
    assert "[ -- ] Chromium: not found; install it" in capsys.readouterr().out


@pytest.mark.parametrize(("words", "threads"), [(["version"], "1"), (["lab", "--help"], None)])
def test_a_command_computes_in_one_thread_and_leaves_notebooks_alone(words, threads):
    program = f"""
import os
from facemodel.cli.main import main
try:
    main({words})
except SystemExit:
    pass
print(os.environ.get("OPENBLAS_NUM_THREADS"))
"""
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=env, check=True
    )
    assert ran.stdout.split()[-1] == str(threads)


def test_names_of_files_give_a_terminal_no_orders(tmp_path, monkeypatch, capsys):
    """Names and what stands in files are printed without ESC, and without halves of letters."""
    monkeypatch.chdir(tmp_path)
    orders = "\x1b[2J\x1b]0;owned\x07\u202e\udce9"
    good, bad = (tmp_path / f"{orders}{name}.json" for name in ("good", "bad"))
    sitting = fm.patients.Sitting(1, count=1)
    fm.patients.save_results(sitting, good)
    values = {**json.loads(good.read_text("utf-8")), "generator": "\x1b[31mother"}
    values["checksum"] = results._checksum(msgspec.convert(values, results._File))
    good.write_text(json.dumps(values))
    bad.write_text(json.dumps({"schema": "facemodel.results/2", f"<b>{orders[:-1]}": 1}))
    page = tmp_path / f"{orders}.html"
    table = tmp_path / f"{orders}.csv"
    asked = ["grade", str(good), str(bad), "-o", str(page), "--csv", str(table)]
    assert main.main(asked) == main.DONE
    assert main.main(["grade", str(bad)]) == main.BAD_INPUT
    assert main.main([f"{orders}command"]) == main.BAD_INPUT
    monkeypatch.setattr(fm, "load_case", lambda path: 1 / 0 if path.exists() else path.stat())
    assert main.main(["export", f"{orders}none.json", "--page", "p.html"]) == main.FAILED
    out, err = capsys.readouterr()
    assert all(line.isprintable() for line in (out + err).splitlines())
    assert "made with ?[31mother" in out
    assert "<b>" not in out
    assert page.exists()
    assert table.exists()


@pytest.mark.parametrize(
    "asked",
    [
        ["grade", "x" * 300],
        ["grade", f"{'x' * 300}*.json"],
        ["export", "x" * 300, "--page", "p.html"],
        ["export", "--page", "x" * 300],
        ["export", "--lesson", "1", "--out", "x" * 300],
        ["report", "-o", f"{'x' * 300}.html"],
        ["recording", "x" * 300],
        ["cohort", "x" * 300],
        ["cohort", "-n", "1", "--keep", "x" * 300],
        ["demo", "--out", "x" * 300],
        ["lab", "--dir", "x" * 300],
        ["app", "--address", "x" * 300],
        ["x" * 300],
        ["cohort", "-n", "9" * 5000],
        ["cohort", "-n", "9" * 400],
    ],
)
def test_a_name_that_is_too_long_is_refused_in_a_sentence(asked, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "check_extra", lambda *_: None)
    monkeypatch.setattr(os, "execve", lambda *_: pytest.fail("it was begun"))
    assert main.main(asked) == main.BAD_INPUT
    said = capsys.readouterr().err.strip()
    assert said.startswith("facemodel: ")
    assert "\n" not in said
    assert len(said) < 700
    assert "9" * 100 not in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("command", ["grade", "export", "recording", "cohort"])
def test_a_pipe_is_refused_and_not_waited_for(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("r.json")
    more = ["--page", "p.html"] if command == "export" else []
    assert main.main([command, "r.json", *more]) == main.BAD_INPUT
    assert "'r.json' is no plain file" in capsys.readouterr().err
