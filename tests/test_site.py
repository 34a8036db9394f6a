"""The folder of pages: opens from a file, keeps what the learner did, loads nothing else."""

import copy
import html
import json
import random
import re
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import facemodel as fm
import fuzzing
from facemodel.case.file import SCHEMA
from facemodel.cli import main
from facemodel.cli import site as site_command
from facemodel.cli.files import demo_case
from facemodel.errors import FaceModelError
from facemodel.teach.site import folder, parts, questions, rating
from facemodel.view import page as pages
from facemodel.view.scene.assets import face_bytes

ROOT = Path(__file__).parents[1]
WHENCE = ["file", pytest.param("server", marks=pytest.mark.slow)]
JS, NOTEBOOKS = ROOT / "src/facemodel/view/js", ROOT / "notebooks"
POINT = {
    "dose_units": 5, "muscle": "mentalis_left", "landmark": None, "point_mm": None, "day": 0,
    "volume_ml": 0.1, "depth_mm": 4,
}  # fmt: skip
PLAN = {
    "kind": "plan", "tasks": ["brow_raise"], "chosen": 0, "untouched_mm": 2.0,
    "within_healthy": False,
    "curve": [
        {"keep": 0.75, "least_kept": 0.8, "mirror_mm": 1.0, "dose": 1.0, "floor_cost": [],
         "dampening": {"zygomaticus_major_left": 0.5}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder, with two lessons and a made-up plan for each condition."""
    place = tmp_path_factory.mktemp("a folder") / "sité"
    few = place.parent / "notebooks"
    few.mkdir()
    for lesson in (1, 4):
        (name,) = NOTEBOOKS.glob(f"{lesson:02d}_*.ipynb")
        shutil.copy(name, few)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "plan_of", lambda *_: PLAN)
        patch.setattr(questions, "COUNT", 1)
        patch.setattr(rating, "COUNT", 1)
        patch.setattr(rating, "examples", lambda: {"pictures": [], "at": {}})
        patch.setattr(site_command, "notebooks", lambda: few)
        assert main.main(["site", "--practice", "7", "--level", "easy", "--patients", "1",
                          "--minutes", "9", "--out", str(place)]) == 0  # fmt: skip
    return place


@pytest.fixture(scope="module")
def served(site):
    """The same folder from a plain web server."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.slow
def test_every_file_is_small_and_nothing_else_is_left(site):
    found = {f.relative_to(site).as_posix(): f.stat().st_size for f in site.rglob("*.*")}
    assert {"index.html", "lab.html", "parts/viewer.js", "parts/face-default.js"} <= set(found)
    assert max(found.values()) <= 2_000_000
    assert not [name for name in found if name.endswith(".part")]


@pytest.mark.slow
def test_pages_run_only_scripts_of_the_folder(site):
    for page in site.glob("*.html"):
        text = html.unescape(page.read_text("utf-8"))
        assert "script-src 'self';" in re.search(r'Security-Policy" content="([^"]*)"', text)[1]
        for attributes, inside in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
            assert 'type="application/json"' in attributes or not inside
            for source in re.findall(r'src="([^"]*)"', attributes):
                assert (site / source).is_file()
        assert not re.search(r"\son\w+=|javascript:|https?://", text)


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "files", lambda *_: [("parts/a.js", bytes(2_000_001))])
    with pytest.raises(FaceModelError, match=r"parts/a.js takes 2,000,001 bytes"):
        list(folder.write_site(tmp_path, demo_case(), NOTEBOOKS))
    assert not list(tmp_path.iterdir())


def test_a_module_becomes_a_script_and_only_one(node):
    made = parts.classic("const a=1,b=2;export{a as one,b as default};/* end */")
    done = subprocess.run(
        [node, "-e", made + "console.log(JSON.stringify(facemodel))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == {"one": 1, "default": 2}
    with pytest.raises(FaceModelError, match="exports 2 times"):
        parts.classic("export{a};export{b};")


STORE = """
const { createStore } = await import(`${process.argv[1]}/site/store.js`);
const all = new Map([["facemodel:broken", "{"], ["other", "1"]]);
const storage = {
  getItem: (k) => all.get(k) ?? null,
  setItem: (k, v) => { if (v.length > 20) throw new Error("full"); all.set(k, v); },
  removeItem: (k) => all.delete(k),
  key: (k) => [...all.keys()][k],
  get length() { return all.size; },
};
const store = createStore(storage);
let lost = 0;
store.onloss(() => lost++);
const out = [store.lasting, store.read("broken"), store.read("none")];
store.write("lab", { day: 3 });
out.push(createStore(storage).read("lab"));
store.write("lab", { day: "x".repeat(40) });
out.push(store.lasting, lost, store.read("lab").day.length, Object.keys(store.all()));
store.clear();
out.push([...all.keys()], store.all(), store.lasting);
const none = createStore({ setItem() { throw new Error("forbidden"); } });
none.write("a", 1);
out.push(none.lasting, none.read("a"), none.all());
console.log(JSON.stringify(out));
"""


def test_the_store_keeps_its_own_keys_and_says_when_it_cannot(node):
    command = [node, "--input-type=module", "-e", STORE, JS.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [
        True, None, None,
        {"day": 3},
        False, 1, 40, ["broken", "lab"],
        ["other"], {}, True,
        False, 1, {"a": 1},
    ]  # fmt: skip


CASES = """
import { readFileSync } from "node:fs";
const [, js, face, cases] = process.argv;
const { unpack } = await import(`${js}/core/bundle.js`);
const { caseFrom } = await import(`${js}/core/case_file.js`);
const { meta } = unpack(readFileSync(face));
const read = (value) => { try { return caseFrom(value, meta); } catch (error) { return error.message; } };
console.log(JSON.stringify(JSON.parse(readFileSync(cases)).map(read)));
"""  # noqa: E501
GOOD = [
    demo_case(),
    fm.Case(condition="hb_5", side="right", severity=0.4, activation={"zygomaticus_major": 0.5},
            expression=None, day=30, seed=2**53 - 1),
    fm.Case(injections=[fm.Injection(4, muscle="mentalis_left", day=3),
                        fm.Injection(1, point=(28.1, 46, 85), depth_mm=3, volume_ml=0.05),
                        fm.Injection(2, landmark="cheilion_left")], day=14, time_s=3.5),
]  # fmt: skip
BAD = {
    "face": "scan", "condition": "hb_9", "side": "up", "severity": 1.1, "expression": "grin",
    "activation": {"smile": 0.5}, "intensity": -0.1, "dampening": {"smile_left": 2}, "day": -1,
    "time_s": "1", "seed": 0.5, "person": {"seed": 1}, "injections": [{"muscle": "mentalis_left"}],
    "extra": 1,
}  # fmt: skip
BAD_POINTS = (
    [], [1], {"dose_units": 4}, {"dose_units": 0, "muscle": "mentalis_left"},
    {"dose_units": 4, "muscle": "smile_left"}, {"dose_units": 1e9, "muscle": "mentalis_left"},
    {"dose_units": 4, "muscle": "mentalis_left", "landmark": "cheilion_left"},
    {"dose_units": 4, "point_mm": [1, 2]}, {"dose_units": 4, "point_mm": [1, 2, None]},
    {"dose_units": 4, "muscle": "mentalis_left", "more": 1},
    {"dose_units": 4, "muscle": "mentalis_left", "depth_mm": -1},
)  # fmt: skip


def read_in_page(node, folder, cases: list) -> list:
    """Each case as the page takes it, or what it says instead."""
    (folder / "face").write_bytes(face_bytes(fm.load()))
    (folder / "cases").write_text(json.dumps(cases))
    names = [JS.as_uri(), str(folder / "face"), str(folder / "cases")]
    command = [node, "--input-type=module", "-e", CASES, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def as_python_reads(case: dict, folder) -> fm.Case:
    (folder / "case.json").write_text(json.dumps({"schema": SCHEMA, **case}))
    return fm.load_case(folder / "case.json")


@pytest.mark.slow
def test_what_the_page_takes_of_damaged_cases_python_takes_too(node, tmp_path):
    chance = random.Random(19)
    good = [one.contents() for one in GOOD]
    wild = [fuzzing.changed(copy.deepcopy(chance.choice(good)), chance) for _ in range(600)]
    wild += [{**good[0], "person": none} for none in (0, "", False, {"seed": 0})]
    wild += [{**good[0], "severity": name} for name in ("constructor", "toString", "severe")]
    answers = read_in_page(node, tmp_path, wild)
    taken = [one for one in zip(wild, answers, strict=True) if not isinstance(one[1], str)]
    assert 50 < len(taken) < 550
    for given, made in taken:
        assert as_python_reads(given, tmp_path) == as_python_reads(made, tmp_path)
    assert all(len(said) < 130 for said in answers if isinstance(said, str))


def test_a_case_file_is_read_as_python_reads_it(node, tmp_path):
    good = [one.contents() for one in GOOD]
    bad = [{**good[0], name: value} for name, value in BAD.items()]
    bad += [{**good[0], "injections": [point]} for point in BAD_POINTS] + [None, [], 3, "text"]
    found = read_in_page(node, tmp_path, [*good, *bad])
    for made, one in zip(found, GOOD, strict=False):
        assert as_python_reads(made, tmp_path) == one
    for made, given in zip(found[len(GOOD) :], bad, strict=True):
        assert isinstance(made, str), given
        assert made.startswith("This page cannot show the case, because of its ")
    assert [made.split()[-1] for made in found[len(GOOD) :]][:3] == ["face.", "condition.", "side."]


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("whence", WHENCE)
def test_a_reload_loses_nothing_and_the_next_learner_finds_nothing(page, site, served, whence):
    address = site.as_uri() if whence == "file" else served
    page.goto(f"{address}/lab.html")
    page.locator(".fm-picture canvas").first.wait_for()
    page.get_by_label("Condition", exact=True).select_option("hb_5")
    page.get_by_label("Person", exact=True).select_option("2")
    page.get_by_role("radio", name="Inject").check(force=True)
    page.get_by_role("button", name="Add point").click()
    page.evaluate("(point) => facemodelRoom.dosing.give([point], { day: 20 })", POINT)
    strength = "[...facemodelRoom.store.get().timing.caught].reduce((a, b) => a + b)"
    left, caught = page.evaluate("facemodelRoom.case()"), page.evaluate(strength)
    assert (left["condition"], left["day"], len(left["injections"])) == ("hb_5", 20, 1)
    page.reload()
    page.locator(".fm-picture canvas").first.wait_for()
    page.wait_for_function("() => globalThis.facemodelRoom")
    assert page.evaluate("facemodelRoom.case()") == left
    assert page.evaluate(strength) == caught
    with page.expect_download() as got:
        page.get_by_role("button", name="Save case").click()
    saved = fm.load_case(got.value.path())
    assert (saved.condition, saved.person["index"], saved.injections[0].dose) == ("hb_5", 1, 5)

    page.get_by_role("link", name="Start").click()
    page.get_by_role("button", name="New learner").wait_for()
    with page.expect_download() as got:
        page.get_by_role("button", name="Save my results").click()
    kept = Path(got.value.path())
    page.get_by_role("button", name="New learner").click()
    page.get_by_role("button", name="Delete them and begin").click()
    assert page.evaluate("localStorage.length") == 0
    assert page.get_by_role("button", name="Save my results").is_disabled()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Open my results").click()
    chosen.value.set_files(kept)
    page.get_by_text("The results are back.").wait_for()
    page.goto(f"{address}/lab.html")
    page.locator(".fm-picture canvas").first.wait_for()
    page.wait_for_function("() => globalThis.facemodelRoom")
    assert page.evaluate("facemodelRoom.case()") == left


@pytest.mark.browser
def test_without_storage_the_pages_say_so_and_work(page, site):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('none'); } })"
    )
    page.goto((site / "index.html").as_uri())
    page.get_by_text("This browser keeps nothing for this page").wait_for()
    page.goto((site / "lab.html").as_uri())
    page.get_by_text("This browser keeps nothing for this page").wait_for()
    page.locator("[data-name=smile_left]").press("PageUp")
    assert page.evaluate("facemodelRoom.case().dampening.smile_left") != 0.2


@pytest.mark.browser
def test_plans_come_when_they_are_needed_and_for_the_other_side_too(page, site):
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto((site / "lab.html").as_uri())
    page.locator(".fm-picture canvas").first.wait_for()
    assert not [url for url in asked if "plans" in url]
    page.get_by_label("Condition", exact=True).select_option("hb_5")
    page.get_by_role("radio", name="Their right").check(force=True)
    page.get_by_role("radio", name="Plan", exact=True).check(force=True)
    page.get_by_role("button", name="Suggest a plan").click()
    assert page.evaluate("facemodelRoom.case().dampening") == {"zygomaticus_major_right": 0.5}
    page.locator("[data-name=severity]").press("PageDown")
    assert page.get_by_role("button", name="Suggest a plan").is_disabled()
    page.get_by_text("for each condition at its usual severity").wait_for()


NO_CASES = {
    "{": "This file has no case",
    json.dumps({"schema": SCHEMA, "day": -1}): "because of its day.",
    json.dumps({"schema": "facemodel.case/0"}): "This file has no case",
    json.dumps({"schema": SCHEMA, "<b>": 1}): "because of its <b>.",
    " " * 1_000_001: "is larger than 1 MB",
}


@pytest.mark.browser
def test_a_file_that_is_no_case_changes_nothing(page, site, tmp_path):
    page.goto((site / "lab.html").as_uri())
    page.locator(".fm-picture canvas").first.wait_for()
    page.wait_for_function("() => globalThis.facemodelRoom")
    before = page.evaluate("facemodelRoom.case()")
    for contents, said in NO_CASES.items():
        (tmp_path / "case.json").write_text(contents)
        with page.expect_file_chooser() as chosen:
            page.get_by_role("button", name="Open case").click()
        chosen.value.set_files(tmp_path / "case.json")
        page.locator("#bar").get_by_text(said).wait_for()
        assert page.evaluate("facemodelRoom.case()") == before


@pytest.mark.browser
@pytest.mark.parametrize("whence", WHENCE)
def test_a_lesson_and_its_prediction_without_network(page, site, served, whence):
    page.goto(f"{site.as_uri() if whence == 'file' else served}/lesson-01.html")
    page.locator(".fm-picture canvas").first.wait_for()
    one = fm.exercises.less_eye
    question = page.locator("[data-asks=less_eye]")
    for option, said in ((0, one.hints[0]), (1, one.explanation())):
        question.locator("input").nth(option).check()
        question.get_by_role("button", name="Check").click()
        question.get_by_text(said).wait_for()
    page.locator("[data-name=eye_left]").first.press("PageUp")
    left = page.evaluate("facemodelRoom.labs[0].case().dampening")
    page.reload()
    page.locator(".fm-picture canvas").first.wait_for()
    page.wait_for_function("() => facemodelRoom.labs[0]?.case().dampening.eye_left > 0")
    assert page.evaluate("facemodelRoom.labs[0].case().dampening") == left
    assert question.locator("input").nth(1).is_checked()
    question.get_by_text("tries: 2 · solved").wait_for()


@pytest.mark.slow
@pytest.mark.browser
def test_the_exercise_of_lesson_1_is_answered_in_its_lab(page, site):
    page.goto((site / "lesson-01.html").as_uri())
    page.locator(".fm-picture canvas").first.wait_for()
    one = fm.exercises.level_smile
    box = page.locator("[data-asks=level_smile]")
    box.scroll_into_view_if_needed()
    page.wait_for_function("() => facemodelRoom.labs[1]")
    box.get_by_role("button", name="Check").click()
    box.get_by_text(one.grade({}).goals[0].reached).wait_for()
    box.get_by_text(one.hints[0]).wait_for()
    page.evaluate("(shares) => facemodelRoom.labs[1].open({ ...facemodelRoom.labs[1].case(), "
                  "dampening: shares })", one.reference())  # fmt: skip
    box.get_by_role("button", name="Check").click()
    box.get_by_text(one.explanation()).wait_for()
    page.goto((site / "index.html").as_uri())
    page.get_by_text("1 of 5 exercises solved").wait_for()


@pytest.mark.slow
@pytest.mark.browser
def test_an_exercise_counts_tries_gives_hints_and_gives_up(page, site):
    broken = {"grade_this_face": {"tries": "9", "answer": 5}, "question_1": {"answer": "gone"}}
    page.add_init_script(f"localStorage['facemodel:lesson-04'] ??= '{json.dumps(broken)}'")
    page.goto((site / "lesson-04.html").as_uri())
    one = fm.exercises.grade_this_face
    box = page.locator("[data-asks=grade_this_face]")
    box.get_by_role("button", name="Check").click()
    box.get_by_text(one.form).wait_for()
    assert "tries" not in box.inner_text()
    for item in box.locator("select").all():
        item.select_option(index=1)
    for tries in (1, 2):
        box.get_by_role("button", name="Check").click()
        box.get_by_text(f"tries: {tries}").wait_for()
    box.get_by_text(one.hints[1]).wait_for()
    box.get_by_role("button", name="Give up").click()
    box.get_by_text(one.explanation()).wait_for()
    page.goto((site / "index.html").as_uri())
    page.get_by_text("0 of 2 exercises solved").wait_for()
    page.goto((site / "lesson-04.html").as_uri())
    scores = {name: str(score) for name, score in one.reference().items()}
    for item, score in zip(box.locator("select").all(), scores.values(), strict=True):
        item.select_option(score)
    box.get_by_role("button", name="Check").click()
    box.get_by_text("Solved, in this model.").wait_for()
    page.goto((site / "index.html").as_uri())
    page.get_by_text("1 of 2 exercises solved").wait_for()


@pytest.mark.browser
@pytest.mark.parametrize("whence", WHENCE)
def test_a_sitting_begins_as_it_was_asked_for(page, site, served, whence):
    page.goto(f"{site.as_uri() if whence == 'file' else served}/practice.html")
    begin = page.get_by_role("button", name="Begin")
    begin.wait_for()
    assert page.locator("input[name=minutes]").input_value() == "9"
    begin.click()
    page.locator(".fm-picture canvas").first.wait_for()
    page.get_by_text("Patient 1 of 1").wait_for()
    patient = fm.patients.Sitting(7, "easy", 1).patients[0]
    page.get_by_text(patient.history[:60]).wait_for()
