"""What a learner did is never lost in silence: a storage that is full or shut, a second page."""

import json
import subprocess
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.teach.site import pages, questions
from facemodel.teach.site.parts import part
from facemodel.view.viewer import bundle

ROOT = Path(__file__).parents[1]
JS = ROOT / "src/facemodel/view/js"
KIND = "how_much"


def ran(node, script):
    command = [node, "--input-type=module", "-e", script, JS.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


FULL = """
const { createStore } = await import(`${process.argv[1]}/site/store.js`);
const all = new Map([["facemodel:record", '{"student":"K7"}'], ["other", "1"]]);
let full = true;
const storage = {
  getItem: (k) => all.get(k) ?? null,
  setItem: (k, v) => { if (full) throw new Error("full"); all.set(k, v); },
  removeItem: (k) => { full = false; all.delete(k); },
  key: (k) => [...all.keys()][k],
  get length() { return all.size; },
};
const store = createStore(storage);
const out = [store.lasting, store.full, store.all()];
store.write("lab", { day: 3 });
out.push(store.all());
store.clear();
out.push([...all.keys()], store.lasting, store.full);
const shut = createStore(null);
console.log(JSON.stringify([...out, shut.lasting, shut.full]));
"""


def test_what_a_full_storage_has_is_read_saved_and_cleared(node):
    student = {"record": {"student": "K7"}}
    assert ran(node, FULL) == [
        False, True, student,
        {**student, "lab": {"day": 3}},
        ["other"], True, False,
        False, False,
    ]  # fmt: skip


FOLLOW = """
const { followOthers } = await import(`${process.argv[1]}/site/keeping.js`);
const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
const win = new EventTarget();
const told = [];
let again = 0;
followOthers((key) => key === "practice", () => again++, page, win);
const send = (type, values) => win.dispatchEvent(Object.assign(new Event(type), values));
const changed = (key, newValue) => (send("storage", { key, newValue }), told.push(again));
changed("facemodel:practice", "{}");
changed("facemodel:lab", "{}"); // not held
changed("facemodel:record", null); // the next learner
changed("other", null);
changed(null, null); // everything
page.visibilityState = "hidden";
changed("facemodel:practice", "{}");
page.visibilityState = "visible";
page.dispatchEvent(new Event("visibilitychange"));
told.push(again);
page.dispatchEvent(new Event("visibilitychange"));
send("pageshow", { persisted: false });
told.push(again);
send("pageshow", { persisted: true }); // by the browser's button
console.log(JSON.stringify([...told, again]));
"""


def test_a_page_begins_anew_where_another_one_changed_what_it_holds(node):
    assert ran(node, FOLLOW) == [1, 1, 2, 2, 3, 3, 4, 4, 5]


CLOCK = r"""
const { createStore } = await import(`${process.argv[1]}/site/store.js`);
const { createRecord } = await import(`${process.argv[1]}/site/record.js`);
const { createRated } = await import(`${process.argv[1]}/site/rated.js`);
const { readResults, resultsText } = await import(`${process.argv[1]}/site/results.js`);
const store = createStore(null);
let now = 1e12;
const clock = () => now;
const record = createRecord(store, clock, () => "2026-03-01");
const asked = { what: "exercise", kind: "half \\ud83d, \ud83d\ude00", lesson: 0 };
const notes = [asked, { ...asked, kind: "b" }, { ...asked, kind: "c" }].map((a) => record.note(a));
for (const [k, to] of [2500, -3_600_000, 20 * 86_400_000].entries()) {
  now = 1e12 + to;
  notes[k].answer("half \ud83d", true);
}
const items = [{ name: "rest_eye", part: "rest" }];
const rater = createRated({ seed: 7, levels: ["easy"], count: 1, parameters: "p", orders: [[0]],
  scales: [{ name: "sunnybrook", items }] }, store, { clock, today: () => "2026-03-01" });
const face = rater.begin("easy", ["sunnybrook"]);
now -= 60_000;
rater.grade(face, "rest_eye", 1, 0);
const text = resultsText(store.all(), { generator: "g", parameters: "p" });
console.log(JSON.stringify({ text, same: resultsText(readResults(text), {}).length > 100 }));
"""


def test_no_clock_and_no_half_of_a_letter_makes_a_record_unreadable(node, tmp_path):
    found = ran(node, CLOCK)
    (tmp_path / "results.json").write_text(found["text"])
    record = fm.record.load_record(tmp_path / "results.json")
    assert [one.seconds for one in record.entries] == [2.5, 0, 86_400]
    assert (record.entries[0].kind, record.entries[0].first) == (
        "half \\ud83d, \U0001f600", "half \ufffd",
    )  # fmt: skip
    assert [one.seconds for one in record.ratings] == [0]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The page of questions with three items of one kind, and the start page."""
    place = tmp_path_factory.mktemp("site")
    (place / "parts").mkdir()
    *asked, last = [questions._asked(fm.items.draw(KIND, seed), {}) for seed in (1, 2, 3, 4)]
    tests = {form: [{"kind": KIND, **last}] for form in ("pre", "post")}
    bank = {"kinds": [[KIND, "how much"]], "pool": {KIND: asked}, "tests": tests,
            "confidence": {"sure": 0.95}}  # fmt: skip
    (place / "parts/questions.js").write_bytes(part("questions", bank))
    (place / "parts/site.js").write_bytes(bundle("site").read_bytes())
    style = ROOT / "src/facemodel/view/templates/site.css"
    (place / "parts/site.css").write_bytes(style.read_bytes())
    (place / "questions.html").write_bytes(pages.questions_page())
    (place / "index.html").write_bytes(pages.start_page([]))
    return place


def answer(page):
    page.locator("#room fieldset input").first.check()
    page.locator("#room .sure input").first.check()
    page.get_by_role("button", name="Check").click()


@pytest.mark.browser
def test_two_pages_of_one_learner_stand_at_the_same_question(page, site):
    address = (site / "questions.html").as_uri()
    page.goto(address)
    page.get_by_role("button", name="How much").click()
    other = page.context.new_page()
    other.goto(address)
    other.get_by_text("1 of 3").wait_for()
    answer(page)
    if page.get_by_role("button", name="Next question").count() == 0:
        answer(page)  # the second wrong one
    page.get_by_role("button", name="Next question").click()
    other.get_by_text("2 of 3").wait_for()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("button", name="New learner").click()
    page.get_by_role("button", name="Delete them and begin").click()
    other.get_by_role("button", name="How much").wait_for()
    assert page.evaluate("localStorage.length") == 0
    page.go_back()
    page.get_by_role("button", name="How much").wait_for()


@pytest.mark.browser
def test_a_page_whose_work_is_not_kept_offers_it_as_a_file(page, site):
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('none'); } })"
    )
    page.goto((site / "questions.html").as_uri())
    page.get_by_text("This browser keeps nothing for this page").wait_for()
    page.get_by_role("button", name="How much").click()
    answer(page)
    with page.expect_download() as got:
        page.get_by_role("button", name="Save my results").click()
    record = fm.record.load_record(got.value.path())
    assert (len(record.entries), record.made_with) == (1, "")


@pytest.mark.browser
def test_results_that_are_opened_replace_others_only_when_told_to(page, site, tmp_path):
    old = fm.record.save_record(fm.record.Record("Old"), tmp_path / "old.json")
    page.goto((site / "index.html").as_uri())
    student = page.get_by_label("Student id")
    student.fill("New")
    student.blur()
    for button, left in (("Keep them", "New"), ("Replace them", "Old")):
        with page.expect_file_chooser() as chosen:
            page.get_by_role("button", name="Open my results").click()
        chosen.value.set_files(old)
        page.get_by_text("takes the place of all results").wait_for()
        assert student.input_value() == "New"
        page.get_by_role("button", name=button).click()
        page.get_by_role("button", name=button).wait_for(state="detached")
        assert student.input_value() == left
