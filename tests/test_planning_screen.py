"""Points are suggested on the screen without Python, placed, and counted in forty people."""

import json
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.physiology import sites
from facemodel.study.plan.aims import AIMS
from facemodel.study.plan.panel import planning
from facemodel.study.plan.trial import Trial

pytestmark = pytest.mark.browser

GOLDEN = json.loads((Path(__file__).parent / "data" / "plans.json").read_text("utf-8"))
FOUND = "app.root.querySelector('.fm-record') !== null"
COUNTED = "app.root.querySelector('.fm-in-people').textContent.includes('any side effect')"
STILL_DRAWN = """async () => {
  let frames = 0, on = true;
  const count = () => on && (frames++, requestAnimationFrame(count));
  requestAnimationFrame(count);
  document.querySelector(".fm-do-treat").click();
  await new Promise((go) => setTimeout(go, 400));
  on = false;
  const busy = !document.querySelector(".fm-do-stop_treat").closest("div").hidden;
  return [frames, busy, document.querySelector(".fm-treat-says").textContent];
}"""


def mode(lab, name: str) -> None:
    lab.locator(f"input[type=radio][value={name}]").check(force=True)


def of_gum(lab) -> None:
    """A smile that shows gum: its plan takes a second."""
    lab.evaluate("app.store.change({ condition: 'gummy_smile', severity: 1 })")
    mode(lab, "plan")


def suggested(lab) -> None:
    lab.locator(".fm-do-treat").click()
    lab.wait_for_function(FOUND, timeout=120_000)


def test_points_are_suggested_shown_and_placed_as_python_plans_them(open_lab):
    lab = open_lab
    of_gum(lab)
    suggested(lab)
    (row,) = (row for row in GOLDEN if row["condition"] == "gummy_smile")
    plan = lab.locator(".fm-treat")
    text = plan.inner_text()
    site = fm.plan.SITES[row["points"][0][0]].label
    assert text.index(site) < text.index("levator labii")  # where comes before what it weakens
    assert "deep" not in text  # units wait behind the disclosure
    assert "Aim: less gum" not in text  # and so do long paragraphs
    for summary in plan.locator("summary").all():
        summary.click()
    text = plan.inner_text()
    assert text.index("levator labii") < text.index("Aim: less gum")
    assert f"{100 * row['gain']:.0f} %" in text
    assert "0 of 40 people have any of the" in text
    assert plan.locator("li strong").count() == len({one for one, *_ in row["points"]})  # pairs
    assert "left and right: 1.25 U each" in text
    assert "1.25 U" in plan.locator("li strong").first.inner_text()
    assert "also reached, not helping the aim: nasalis alar" in plan.inner_text()
    assert fm.plan.OF_A_SIMULATED_CASE in plan.inner_text()
    lab.locator(".fm-do-place_points").click()
    case = lab.evaluate("app.case()")
    assert [one["dose_units"] for one in case["injections"]] == [u for *_, u in row["points"]]
    assert case["day"] == 28
    assert not case["dampening"]
    rows = lab.locator(".fm-points tbody tr")
    assert rows.count() == len(row["points"])
    assert "left" in rows.filter(has_text=site).first.inner_text()  # with the next picture


@pytest.mark.slow
def test_a_wish_is_kept_and_a_changed_case_asks_for_a_new_plan(open_lab):
    lab = open_lab
    lab.evaluate("app.store.change({ condition: 'hemifacial_spasm', side: 'left', severity: 1 })")
    mode(lab, "plan")
    lab.get_by_label("nothing near the mouth").check()
    lab.get_by_label("At most").select_option("2")
    suggested(lab)
    points = lab.evaluate("app.treating.record.points")
    assert len(points) <= 2
    assert all(fm.plan.SITES[one["site"]].near != "mouth" for one in points)
    lab.get_by_label("nothing near the mouth").uncheck()
    assert lab.locator(".fm-record").count() == 0  # another wish, another plan
    suggested(lab)
    lab.evaluate("app.store.change({ condition: 'hyperkinetic_frown' })")
    lab.wait_for_function("document.querySelector('.fm-do-place_points').disabled")
    assert "has changed" in lab.locator(".fm-treat-says").inner_text()


def test_the_screen_is_drawn_while_it_searches_and_a_search_can_be_stopped(open_lab):
    lab = open_lab
    lab.evaluate("app.store.change({ condition: 'hemifacial_spasm', side: 'left', severity: 1 })")
    mode(lab, "plan")
    frames, busy, words = lab.evaluate(STILL_DRAWN)
    assert busy
    assert frames >= 2
    assert "sets of doses tried" in words
    lab.locator(".fm-do-stop_treat").click()
    lab.wait_for_function(
        "document.querySelector('.fm-treat-says').textContent.includes('stopped')"
    )
    assert lab.locator(".fm-record").count() == 0


def test_a_condition_without_an_aim_asks_for_one(open_lab):
    lab = open_lab
    lab.evaluate("app.store.change({ condition: 'healthy' })")
    mode(lab, "plan")
    lab.wait_for_function("document.querySelector('.fm-do-treat').disabled")
    assert "choose one" in lab.locator(".fm-treat-says").inner_text()
    lab.get_by_label("Aim").select_option("frown")
    assert lab.locator(".fm-do-treat").is_enabled()


def test_side_effects_are_counted_in_people(open_lab):
    lab, face = open_lab, fm.load()
    spasm = fm.conditions.hemifacial_spasm("left", "moderate")
    given = [sites.places(face.mesh)["cheek_upper", "left"].injection(5.0)]
    people = Trial(face, spasm, AIMS["bite"], planning(), (), 28.0, 0.75, False)
    mine = people.of_injections(given)
    points = json.dumps(fm.Case(injections=given).contents()["injections"])
    mode(lab, "dose")
    lab.evaluate(f"app.dosing.give({points}, {{ day: 28 }})")
    lab.wait_for_function(COUNTED, timeout=60_000)
    words = lab.locator(".fm-in-people").inner_text()
    share = float(words.split("any side effect")[1].split("%")[0])
    assert share == pytest.approx(100 * mine.any, abs=3)
    assert share > 30
    assert "smile" in words
    lab.evaluate("app.dosing.give([])")
    lab.wait_for_function("document.querySelector('.fm-in-people').textContent === ''")
