"""Training of raters in the site: faces with sealed grades, the same figures as in Python."""

import datetime
import json
import random
import sys
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
from facemodel.teach.items.practised import Rated
from facemodel.teach.judges import agreement
from facemodel.teach.rating import anchoring, scales
from facemodel.teach.rating.faces import VIEWS, face
from facemodel.teach.rating.results import results
from facemodel.teach.site import pages, rating
from facemodel.teach.site.parts import LARGEST_BYTES, part
from facemodel.view.viewer import bundle
from labpage import AXE
from node_script import run

ROOT = Path(__file__).parents[1]
DAY = datetime.date(2026, 3, 1)
FEW = 3

AGREE = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const { icc, limits, drift } = await import(`${js}/core/agreement.js`);
const tables = JSON.parse(readFileSync(`${folder}/asked.json`));
const column = (rows, k) => rows.map((row) => row[k]);
const figures = (rows) => {
  const { bias, lower, upper } = limits(column(rows, 0), column(rows, 1));
  const all = [icc(rows), bias, lower, upper, drift(rows.map(([a, b]) => a - b))];
  return all.map(({ value, low, high }) => [value, low, high]);
};
console.log(JSON.stringify(tables.map(figures)));
"""


def three(estimate):
    return [estimate.value, estimate.low, estimate.high]


def as_numbers(rows):
    """NaN where JSON had null."""
    return np.array([[x if x is not None else np.nan for x in row] for row in rows], float)


def test_agreement_is_computed_as_in_python(node, tmp_path):
    rng = np.random.default_rng(1)
    tables = []
    for k in range(40):
        n, raters = int(rng.integers(3, 60)), 2 if k % 4 else int(rng.integers(3, 6))
        spread, bias = rng.choice([0.01, 1, 8, 40]), rng.choice([0, 3, 20])
        noise = rng.normal(0, spread, (n, raters)) + rng.normal(0, bias, raters)
        table = rng.normal(60, 25, n)[:, None] + noise
        tables.append((np.round(table) if k % 3 else table).tolist())
    tables += [[[5.0, 5.0]] * 4, [[5.0, 7.0]] * 4, [[1.0, 1.0], [2.0, 2.0], [7.0, 7.0]]]
    # hardly any freedom is left, or none: faces do not differ on average
    tables += [
        [[1.0, 3.0], [2.0, 2.0], [3.0, 1.0]],
        [[4.0, 4.0], [1.0, 7.0], [4.0, 4.0]],
        [[8.0, 0.0], [3.0, 6.0], [8.0, 0.0]],
    ]
    (tmp_path / "asked.json").write_text(json.dumps(tables))
    for table, found in zip(tables, run(node, tmp_path, AGREE), strict=True):
        x = np.array(table)
        told = agreement.limits(x[:, 0], x[:, 1])
        drift = agreement.drift(x[:, 0] - x[:, 1])
        mine = [agreement.icc(x), told.bias, told.lower, told.upper, drift]
        np.testing.assert_allclose(as_numbers(found), [three(e) for e in mine], 1e-9, 1e-9)


COMPARE = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const { beside, createRated, off, resultsOf } = await import(`${js}/site/rated.js`);
const { createStore } = await import(`${js}/site/store.js`);
const { resultsText } = await import(`${js}/site/results.js`);
const { about, learners, known, made } = JSON.parse(readFileSync(`${folder}/asked.json`));
const rows = (list) => resultsOf(list, (one) => known[one.number], about).map((row) => [row.scale.name, row.part, row.published,
  [row.model, row.limits.bias, row.limits.lower, row.limits.upper, row.drift, row.again, row.againLimits.bias].map(({ value, low, high }) => [value, low, high])]);
const states = learners.map((list) => {
  const store = createStore(null);
  store.write("ratings", list);
  const rater = createRated(about, store);
  return { ...rater.state("easy"), first: rater.done({ level: "easy", sitting: 1 }) };
});

// a face that is graded with a reload in between
const store = createStore(null);
let now = 0;
const rater = () => createRated(about, store, { clock: () => now, today: () => "2026-03-01" });
let face = rater().begin("easy", ["sunnybrook"]);
const left = rater().left(face).map(([, { name }]) => name);
left.forEach((name, k) => {
  const mine = rater();
  face = mine.begin("easy", ["eface"]); // goes on as it was begun
  now += 1500;
  face = mine.grade(face, name, Number(name.startsWith("voluntary")), known[0][name]);
});
const after = { left, seconds: face.seconds, told: rater().known(face), next: rater().begin("easy", ["eface"]) };
const around = about.scales.map((scale) => [2, 94.4].map((known) => beside(scale, known, { 1: 0, 3: 1, 20: 2, 70: 3 })));
const offs = about.scales.map((scale) => off(scale, 104, 95, about.near));
console.log(JSON.stringify({ results: learners.map(rows), states, after, around, offs, text: resultsText(store.all(), made) }));
"""  # noqa: E501


def random_grades(rng):
    """Any grades of all items."""
    return {
        item: float(rng.choice(scales.options(item)).split()[0])
        for scale in scales.SCALES
        for item in scales.items(scale)
    }


def random_ratings(rng, count):
    """Some sittings, the last of them perhaps not whole."""
    made = []
    for sitting in range(1, rng.randrange(1, 4) + 1):
        for number in rng.sample(range(count), count)[: rng.choice([count, count, 2])]:
            scores = random_grades(rng)
            if rng.random() < 0.3:
                scores = {item: scores[item] for item in scales.items("sunnybrook")}
            made.append(
                Rated(seed=rating.SEED, level="easy", number=number, sitting=sitting,
                      scores=scores, date=DAY)
            )  # fmt: skip
    return made


def test_gradings_are_compared_and_kept_as_in_python(node, tmp_path, monkeypatch):
    monkeypatch.setattr(rating, "COUNT", FEW + 2)
    rng, count = random.Random(3), rating.COUNT
    known = [random_grades(rng) for _ in range(count)]
    graded = lambda one: {item: known[one.number][item] for item in one.scores}  # noqa: E731
    monkeypatch.setattr(sys.modules[results.__module__], "known", graded)
    monkeypatch.setattr(sys.modules[fm.rating.Sitting.__module__], "face", lambda *_: None)
    learners = [random_ratings(rng, count) for _ in range(12)]
    plain = [
        [{"seed": o.seed, "level": o.level, "number": o.number, "sitting": o.sitting,
          "scores": o.scores} for o in one]
        for one in learners
    ]  # fmt: skip
    asked = {
        "about": rating.about(["easy"]), "learners": plain, "known": known,
        "made": {"generator": "facemodel 0.1.0", "parameters": "p"},
    }  # fmt: skip
    (tmp_path / "asked.json").write_text(json.dumps(asked))
    found = run(node, tmp_path, COMPARE)

    for rated, rows, state in zip(learners, found["results"], found["states"], strict=True):
        parts = results(rated).parts
        assert [row[:2] for row in rows] == [[p.scale, p.part] for p in parts]
        for part_, (*_, published, figures) in zip(parts, rows, strict=True):
            assert published == [part_.published, part_.published_again]
            ends = (part_.limits.bias, part_.limits.lower, part_.limits.upper)
            again = (part_.again, part_.again_limits.bias)
            mine = [part_.model, *ends, part_.drift, *again]
            np.testing.assert_allclose(as_numbers(figures), [three(e) for e in mine], 1e-9, 1e-9)
        sitting = fm.rating.Sitting(rating.SEED, "easy", count, fm.items.Record("", ratings=rated))
        done = {one.number for one in rated if one.sitting == sitting.number}
        left = [k for k in sitting.order if k not in done]
        assert (state["sitting"], state["graded"]) == (sitting.number, sitting.graded)
        assert state["next"] == left[0]
        assert state["first"] == len({one.number for one in rated if one.sitting == 1})

    after = found["after"]
    assert after["left"] == list(scales.items("sunnybrook"))
    assert after["told"] == {item: known[0][item] for item in after["left"]}
    assert (after["next"]["number"], after["next"]["names"]) == (1, ["eface"])
    assert found["around"] == [[[1, 3], []], [[20], [70]]]
    assert found["offs"] == [9, scales.off("brow at rest", 104, 95)] == [9, 0]
    (tmp_path / "mine.json").write_text(found["text"])
    (one,) = fm.items.load_record(tmp_path / "mine.json").ratings
    assert (one.seed, one.level, one.number, one.sitting) == (rating.SEED, "easy", 0, 1)
    assert (one.seconds, one.date) == (19.5, DAY)
    assert one.scores == {item: item.startswith("voluntary") for item in after["left"]}
    assert set(fm.rating.parts("sunnybrook", one.scores)) == set(scales.PARTS["sunnybrook"])


OPEN = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const { opened } = await import(`${js}/site/sealed.js`);
const { sealed, options } = JSON.parse(readFileSync(`${folder}/asked.json`));
const replies = (item) => options[item].map((grade) => opened(sealed[item], grade));
console.log(JSON.stringify(Object.fromEntries(Object.keys(sealed).map((item) => [item, replies(item)]))));
"""  # noqa: E501


@pytest.mark.slow
def test_a_face_tells_its_grades_to_an_answer_only(node, tmp_path):
    subject = face(rating.SEED, "easy", 1)
    made = rating.asked(subject)
    assert list(made["pictures"]) == list(VIEWS)
    assert len(set(made["pictures"].values())) == len(VIEWS)
    known = subject.grades()
    text = part("rating-easy-1", made).decode()
    assert len(text) * 4 <= LARGEST_BYTES
    assert "known" not in text
    assert subject._condition.name not in text
    options = {item: [t.split()[0] for t in scales.options(item)] for item in known}
    for item, grades in options.items():
        assert subject.rule(item) not in text
        assert len(made["sealed"][item]["entries"]) == len(grades)
        options[item] = grades[:: len(grades) - 1]
    (tmp_path / "asked.json").write_text(json.dumps({**made, "options": options}))
    for item, replies in run(node, tmp_path, OPEN).items():
        assert replies == [{"known": known[item], "rule": subject.rule(item)}] * len(replies)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages that train raters and save, with few faces."""
    place = tmp_path_factory.mktemp("site")
    (place / "parts").mkdir()
    (place / "parts/site.js").write_bytes(bundle("site").read_bytes())
    style = ROOT / "src/facemodel/view/templates/site.css"
    (place / "parts/site.css").write_bytes(style.read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rating, "COUNT", FEW)
        for name, value in rating.parts(["easy"]):
            (place / f"parts/{name}.js").write_bytes(part(name, value))
    (place / "rating.html").write_bytes(pages.rating_page())
    (place / "index.html").write_bytes(pages.start_page([]))
    return place


SERIOUS = """() => axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => [id, nodes[0].html]))"""  # noqa: E501
GRADE = """async () => {
  for (let room = facemodelRoom; !room.ended; room.next()) {
    room.choose(String(room.item[1].options.at(-1)[0]));
    room.check();
  }
}"""


def pictured(item, subject):
    """How many pictures explain a grade that is the last one of its item."""
    known, last = subject.grades()[item], float(scales.options(item)[-1].split()[0])
    around = [] if known == last else [known - 1, known + 1]
    return sum(anchoring.example(item, grade, "left") is not None for grade in around)


def in_order(page):
    """Nothing is wider than the window, and axe finds nothing serious."""
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(SERIOUS) == []


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (390, "dark")])
def test_a_rater_grades_reads_why_goes_on_and_saves(browser, site, width, scheme):
    window = {"width": width, "height": 800}
    context = browser.new_context(viewport=window, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site.as_uri()}/index.html")
    page.get_by_role("link", name="Rater training").click()
    page.get_by_role("button", name="Begin").wait_for()
    in_order(page)
    page.get_by_role("button", name="Begin").press("Enter")
    page.locator(".stills img").first.wait_for()
    subject = face(rating.SEED, "easy", 0)
    assert page.get_by_text(f"Grade the {subject.side} side").is_visible()
    item, *_ = scales.items("sunnybrook")
    assert subject.rule(item) not in page.content()
    page.keyboard.press("Tab")  # past the heading, to the grades
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text(subject.rule(item)).wait_for()
    in_order(page)
    page.keyboard.press("Enter")  # the next item
    page.reload()
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("item 2 of 28").wait_for()
    page.locator(".stills img").first.wait_for()
    page.evaluate(GRADE)
    page.get_by_role("button", name="Next face").click()
    page.locator(".stills img").first.wait_for()
    for one in scales.items("sunnybrook"):
        page.locator(".step").last.click()
        page.get_by_role("button", name="Check").click()
        assert page.locator(".examples img").count() == pictured(one, face(rating.SEED, "easy", 1))
        page.get_by_role("button", name="Next item").click()
    page.get_by_role("button", name="Check").click()
    page.get_by_text("Choose a grade first.").wait_for()
    page.get_by_role("button", name="100 as the other side").click()
    page.get_by_role("button", name="Check").click()
    page.get_by_text("the model").last.wait_for()
    in_order(page)
    page.get_by_role("button", name="Next item").click()
    page.evaluate(GRADE)
    page.get_by_role("button", name="Next face").click()
    page.locator(".stills img").first.wait_for()
    page.evaluate(GRADE)
    page.evaluate("localStorage.removeItem('facemodel:rating-known')")  # as from elsewhere
    page.get_by_role("button", name="Agreement so far").click()
    page.locator(".agreement").wait_for()
    in_order(page)
    row = page.locator(".agreement tbody tr").first.inner_text()
    page.goto(f"{site.as_uri()}/index.html")
    with page.expect_download() as got:
        page.get_by_role("button", name="Save my results").click()
    record = fm.record.load_record(got.value.path())
    context.close()
    assert [one.number for one in record.ratings] == [0, 1, 2]
    first, second, _ = (one.scores for one in record.ratings)
    assert first[item] == 0  # the first grade counts
    assert second["brow at rest"] == 100
    told = fm.rating.results(record.ratings).parts[0]
    assert f"{told.limits.bias.value:.1f}".replace("-", "−") in row
    assert told.published in row
    assert fm.rating.Sitting(rating.SEED, "easy", FEW, record).number == 2
