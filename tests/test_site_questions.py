"""Questions in the site: the same replies and days as in Python, sealed, kept in one record."""

import datetime
import json
import random
import subprocess
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.teach.items.entry import Entry
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.items.record import DAYS, Record
from facemodel.teach.site import pages, questions
from facemodel.teach.site.parts import LARGEST_BYTES, part
from facemodel.view.viewer import bundle
from labpage import AXE

ROOT = Path(__file__).parents[1]
JS = ROOT / "src/facemodel/view/js"
DAY = datetime.date(2026, 3, 1)
FEW = 2


@pytest.fixture(scope="module")
def parts():
    """Parts of the page, with few items to practise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(questions, "COUNT", FEW)
        return dict(questions.parts())


@pytest.fixture(scope="module")
def bank(parts):
    return parts["questions"]


def every(bank):
    """(item as the page has it, item) of all there are."""
    pool = [({**row, "kind": kind}, fm.items.draw(kind, row["seed"]))
            for kind, rows in bank["pool"].items() for row in rows]  # fmt: skip
    tests = [(row, fm.items.draw(row["kind"], row["seed"]))
             for rows in bank["tests"].values() for row in rows]  # fmt: skip
    return pool + tests


def ran(node, script, *given):
    command = [node, "--input-type=module", "-e", script, JS.as_uri(), *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


OPEN = """
import { readFileSync } from "node:fs";
const { opened } = await import(`${process.argv[1]}/site/sealed.js`);
const rows = JSON.parse(readFileSync(process.argv[2]));
console.log(JSON.stringify(rows.map(({ sealed, options }) => options.map((one) => opened(sealed, one)))));
"""  # noqa: E501


@pytest.mark.slow
def test_a_page_replies_as_python_does(node, bank, tmp_path):
    pairs = every(bank)
    (tmp_path / "rows").write_text(json.dumps([row for row, _ in pairs]))
    for (row, item), told in zip(pairs, ran(node, OPEN, str(tmp_path / "rows")), strict=True):
        assert row["options"] == list(item.options)
        replies = [item.reply(option) for option in item.options]
        assert told == [{"right": one.right, "text": one.text} for one in replies]


@pytest.mark.slow
def test_a_page_has_all_kinds_and_a_test_whose_items_nobody_practises(bank):
    assert list(bank["pool"]) == list(KINDS)
    assert [len(rows) for rows in bank["pool"].values()] == [FEW] * len(KINDS)
    asked = [{(row["kind"], row["seed"]) for row in rows} for rows in bank["tests"].values()]
    assert [len(one) for one in asked] == [12, 12]
    practised = {(kind, row["seed"]) for kind, rows in bank["pool"].items() for row in rows}
    assert not asked[0] & asked[1]
    assert not practised & (asked[0] | asked[1])


@pytest.mark.slow
def test_no_key_stands_in_what_a_page_loads(parts, bank):
    """Neither reasons nor marks in the open, and no option stands out by where it is named."""
    for name, value in parts.items():
        text = part(name, value).decode()
        assert '"right"' not in text
        for _, item in every(bank):
            assert item._why not in text
            assert item.reply(item._answer).text not in text
    for row, item in every(bank):
        shown = ("options", "question", "seen", "hint", "kind")
        rest = json.dumps({key: value for key, value in row.items() if key not in shown})
        assert item._answer not in rest
        entries = list(row["sealed"]["entries"])
        assert entries == sorted(entries)


@pytest.mark.parametrize("kind", ["how_much", "read_take", "refer_or_treat"])
def test_a_question_holds_its_reason_sealed(kind):
    item = fm.items.draw(kind, 3)
    text = json.dumps(questions._asked(item, {}))
    assert item._why not in text
    assert '"right"' not in text


@pytest.mark.slow
def test_stills_are_of_their_item_and_small(parts, bank):
    for name, value in parts.items():
        assert len(part(name, value)) <= LARGEST_BYTES, name
    for row, item in every(bank):
        assert ("pictures" in row) == item.has_picture
        if item.has_picture:
            stills = parts[f"questions-{row['kind'].replace('_', '-')}"]
            assert all(stills[k].startswith("/9j/") for k in row["pictures"])  # a JPEG
            assert len(set(row["pictures"])) == 2


RECORD = """
import { readFileSync } from "node:fs";
const [, js, cases] = process.argv;
const { due, scored, createRecord, DAYS } = await import(`${js}/site/record.js`);
const { createStore } = await import(`${js}/site/store.js`);
const { resultsText, readResults } = await import(`${js}/site/results.js`);
const { lists, days, made } = JSON.parse(readFileSync(cases));
const store = createStore(null);
let now = 0;
const record = createRecord(store, () => now, () => "2026-03-01");
record.name("  K7\\u0000 ");
const item = record.note({ what: "item", kind: "how_much", seed: 1, form: "practice" });
now = 3460;
item.answer("1.25 U", false, { confidence: 0.75 });
item.answer("5 U", false);
item.answer("2.5 U", true);
item.answer("2.5 U", true);
const lesson = { what: "exercise", kind: "bad_plan", lesson: 9 };
record.note(lesson, record.found(lesson)).answer("a; b", false);
record.note(lesson, record.found(lesson)).giveUp(); // after a reload
store.write("sitting-17", { seed: 148, level: "easy", count: 1, minutes: null, feedback: "each", begun: 17,
  generator: made.generator, parameters: made.parameters, name: "",
  attempts: [{ grading: null, treatments: [{ day: 0, injections: [{ dose_units: 5, muscle: "mentalis_left", landmark: null, point_mm: null, day: 0, volume_ml: 0.1, depth_mm: 4 }], dampening: {}, predicted_mm: null }], seconds: 2.5, choice: "treat" }] });
store.write("lab", { day: 3 });
const text = resultsText(store.all(), made);
const again = readResults(text);
console.log(JSON.stringify({ days: DAYS, due: lists.map((list) => days.map((day) => due(list, day))), text,
  same: JSON.stringify(Object.entries(again).sort()) === JSON.stringify(Object.entries(store.all()).sort()),
  old: readResults(JSON.stringify({ schema: "facemodel.learner/1", values: { lab: 1 } })),
  off: scored([{ right: true, confidence: 0.5 }, { right: false, confidence: 0.75 }]) }));
"""  # noqa: E501


def random_entries(rng):
    made = []
    for _ in range(rng.randrange(30)):
        kind, seed = rng.choice(["how_much", "where"]), rng.randrange(4)
        made.append(
            Entry(kind=kind, seed=seed, first="x", right=rng.random() < 0.7,
                  form=rng.choice(["practice", "again", "pre"]),
                  date=DAY + datetime.timedelta(rng.randrange(40)))
        )  # fmt: skip
    return sorted(made, key=lambda one: one.date)


def test_the_record_of_a_page_is_that_of_python(node, tmp_path):
    rng = random.Random(5)
    lists = [random_entries(rng) for _ in range(40)]
    days = [(DAY + datetime.timedelta(n)) for n in (0, 1, 8, 25, 80)]
    made = {"generator": "facemodel 0.1.0", "parameters": "p"}
    plain = [
        [{"kind": e.kind, "seed": e.seed, "right": e.right, "form": e.form, "what": "item",
          "date": e.date.isoformat()} for e in one]
        for one in lists
    ]  # fmt: skip
    given = {"lists": plain, "days": [day.isoformat() for day in days], "made": made}
    (tmp_path / "cases").write_text(json.dumps(given))
    found = ran(node, RECORD, str(tmp_path / "cases"))
    assert found["days"] == list(DAYS)
    for entries, rows in zip(lists, found["due"], strict=True):
        record = Record("", entries)
        assert rows == [[[i.kind, i.seed] for i in record.due(day)] for day in days]
    assert found["same"]
    assert found["old"] == {"lab": 1}
    assert found["off"] == {"right": 1, "count": 2, "off": 0.125}

    path = tmp_path / "results.json"
    path.write_text(found["text"])
    record = fm.record.load_record(path)
    item, exercise = record.entries
    assert record.student == "K7"
    assert (item.kind, item.seed, item.first, item.right) == ("how_much", 1, "1.25 U", False)
    assert (item.tries, item.hints, item.solved) == (4, 2, True)
    assert (item.seconds, item.confidence, item.date) == (3.5, 0.75, DAY)
    assert (exercise.lesson, exercise.tries, exercise.gave_up) == (9, 1, True)
    assert record.sittings[0].attempts[0].treatments[0].injections[0].dose == 5
    assert record.kept == {"lab": {"day": 3}}
    saved = fm.record.save_record(record, tmp_path / "again.json")  # from a notebook
    again = fm.record.load_record(saved)
    assert (again.entries, again.kept) == (record.entries, record.kept)


@pytest.fixture(scope="module")
def site(tmp_path_factory, parts):
    """The pages that ask and save."""
    place = tmp_path_factory.mktemp("site")
    (place / "parts").mkdir()
    (place / "parts/site.js").write_bytes(bundle("site").read_bytes())
    style = ROOT / "src/facemodel/view/templates/site.css"
    (place / "parts/site.css").write_bytes(style.read_bytes())
    for name, value in parts.items():
        (place / f"parts/{name}.js").write_bytes(part(name, value))
    (place / "questions.html").write_bytes(pages.questions_page())
    (place / "index.html").write_bytes(pages.start_page([]))
    return place


def answer(page, option, sure="sure"):
    page.locator("#room fieldset").first.get_by_label(option, exact=True).check()
    page.locator("#room .sure").get_by_label(sure, exact=True).check()
    page.get_by_role("button", name="Check").click()
    return page.locator("#room [role=status]").inner_text()


def shown(page, bank):
    """The item that a page shows."""
    question = page.locator("#room h2").inner_text()
    labels = page.locator("#room fieldset").first.locator("label")
    options = [text.strip() for text in labels.all_inner_texts()]
    return next(i for r, i in every(bank) if (r["question"], r["options"]) == (question, options))


SERIOUS = """() => axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => [id, nodes[0].html]))"""  # noqa: E501


@pytest.mark.browser
@pytest.mark.slow
def test_a_learner_practises_is_tested_and_saves(page, site, bank):
    page.goto(f"{site.as_uri()}/questions.html")
    page.get_by_role("button", name="Which muscle").click()
    page.locator(".stills img").first.wait_for()
    item = shown(page, bank)
    wrong = next(o for o in item.options if not item.reply(o).right)
    assert item.hint in answer(page, wrong)
    assert item._why not in page.content()
    page.reload()
    assert item.reply(wrong).text in answer(page, wrong, "a guess")
    page.get_by_role("button", name="Next question").click()
    page.get_by_role("button", name="Stop").click()

    page.get_by_role("button", name="Test before").click()
    for k in range(12):
        item = shown(page, bank)
        right = next(o for o in item.options if item.reply(o).right == (k < 9))
        assert answer(page, right, "rather sure") == "Your answer is noted."
        if k == 5:
            page.reload()  # goes on where it was
        page.get_by_role("button", name="Done" if k == 11 else "Next question").click()
    page.get_by_text("9 of 12 right; as sure as right").wait_for()

    page.evaluate("""() => {
      const key = "facemodel:record", record = JSON.parse(localStorage[key]);
      for (const one of record.entries) one.date = "2026-03-01";
      localStorage[key] = JSON.stringify(record);
    }""")
    page.goto(f"{site.as_uri()}/index.html")
    page.get_by_text("Questions to be asked again today: 1.").wait_for()
    page.get_by_label("Student id").fill("K7")
    with page.expect_download() as got:
        page.get_by_role("button", name="Save my results").click()
    record = fm.record.load_record(got.value.path())
    assert (record.student, len(record.entries), record.made_with) == ("K7", 13, "")
    first = record.entries[0]
    assert (first.first, first.right, first.tries, first.hints) == (wrong, False, 2, 1)
    assert record.result("pre").share == 0.75


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_the_screen_and_axe_finds_nothing_serious(browser, site, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{site.as_uri()}/questions.html")
    for button in ("", "Which muscle"):
        if button:
            page.get_by_role("button", name=button).click()
            page.locator(".stills img").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(SERIOUS) == []
    context.close()
