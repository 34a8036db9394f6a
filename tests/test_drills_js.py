"""view/js/practice drills as Python does: the same points, judgements, levels and ends."""

import json

import numpy as np
import pytest

import facemodel as fm
from facemodel.teach.drills import pictures, shipped, staircase
from facemodel.teach.practice import shipped as patients
from facemodel.teach.site import pages
from node_script import run

SEED = 2
SCRIPT = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const from = (name) => import(`${js}/${name}.js`);
const { expand } = await from("core/compact");
const { createSpread } = await from("core/spread");
const { judge, stateOf, targetOf } = await from("practice/drilling");
const { drills, clicks, played } = JSON.parse(readFileSync(`${folder}/asked.json`));

const bundle = expand(new Uint8Array(readFileSync(`${folder}/head.bin`)));
const spread = createSpread(bundle);
const judged = clicks.map(({ number, skill, x, y }) => {
  const target = targetOf({ seed: SEED, skill }, number, drills);
  const point = spread.front(x, y);
  return { target, point, ...(point && judge(target, point, bundle.meta, spread, drills)) };
});
const states = played.map((points) => stateOf(points, drills.staircase));
console.log(JSON.stringify({ judged, states }));
"""


@pytest.fixture(scope="module")
def both(node, tmp_path_factory):
    """Clicks beside sites of the first head, and rows of hits: (asked, answered)."""
    folder, rng = tmp_path_factory.mktemp("drills"), np.random.default_rng(4)
    clicks = []
    for skill in ("all", "mouth", "eye", "chin"):
        for number in range(4):
            x, y, _ = fm.drills.target(SEED, number, skill)._place.point
            dx, dy = rng.normal(0, 6, 2)
            clicks.append({"number": number, "skill": skill, "x": x + dx, "y": y + dy})
    clicks.append({"number": 0, "skill": "all", "x": 91.0, "y": 117.0})
    overlays = rng.choice(staircase.OVERLAYS, (30, 40))
    hits = rng.uniform(size=(30, 40)) < 0.8
    played = [
        [
            {"overlay": str(o), "hit": bool(h)}
            for o, h in zip(overlays[k][: n + 1], hits[k][: n + 1], strict=True)
        ]
        for k, n in enumerate(rng.integers(0, 40, 30))
    ]
    asked = {"drills": shipped.shipped(), "clicks": clicks, "played": played}
    (folder / "asked.json").write_text(json.dumps(asked))
    (folder / "head.bin").write_bytes(patients.head_block(fm.drills.target(SEED).head))
    return asked, run(node, folder, SCRIPT.replace("SEED", str(SEED)))


def test_points_are_judged_alike(both):
    asked, answered = both
    hits = 0
    for click, found in zip(asked["clicks"][:-1], answered["judged"], strict=False):
        aim = fm.drills.target(SEED, click["number"], click["skill"])
        assert found["target"] == {"head": aim.head, "name": aim._name, "side": aim.side}
        point = pictures.point_at(aim.face, click["x"], click["y"])
        assert np.allclose(found["point"], point, atol=2e-3)
        mine = aim.judge(point)
        assert found["share"] == pytest.approx(mine.share, abs=2e-3)
        assert found["apart_mm"] == pytest.approx(mine.apart_mm, abs=2e-3)
        assert found["hit"] == mine.hit
        assert found["text"].split("%")[1:][:1] == mine.text.split("%")[1:][:1]
        hits += mine.hit
    assert 3 < hits < 14
    assert answered["judged"][-1]["point"] is None


def test_levels_and_ends_are_the_same(both):
    asked, answered = both
    for points, found in zip(asked["played"], answered["states"], strict=True):
        mine = staircase.state((one["overlay"], one["hit"]) for one in points)
        for name, value in found.items():
            assert value == getattr(mine, name), name


def test_the_page_carries_no_site_and_its_parts_are_small():
    page = pages.drills_page().decode()
    assert "point" not in page.split("<script")[0]
    text = json.dumps(shipped.shipped())
    assert len(text) < 60_000
    head = shipped.drawn(fm.drills.target(SEED).head)
    assert set(head) == {"picture", "shapes"}
    assert len(json.dumps(head)) < 500_000
