"""view/js/core/spread.js and side_effects.js find what physiology/spread.py and clinic find."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX
from facemodel.clinic.assessment import assess
from facemodel.clinic.ceilings import CEILINGS
from facemodel.clinic.findings import MISPLACEMENTS, TASKS, flagged
from facemodel.physiology import spread, toxin
from facemodel.view.scene.assets import face_bytes

JS = Path(__file__).parents[1] / "src/facemodel/view/js"
SCRIPT = """
import { readFileSync } from "node:fs";
const [, , js, face, cases] = process.argv;
const { unpack } = await import(`${js}/core/bundle.js`);
const { createModel } = await import(`${js}/core/model.js`);
const { createSpread } = await import(`${js}/core/spread.js`);
const { createDoses } = await import(`${js}/core/doses.js`);
const { sideEffect } = await import(`${js}/core/wording.js`);
const { findings } = await import(`${js}/core/side_effects.js`);
const bundle = unpack(readFileSync(face));
const { meta } = bundle;
const model = createModel(bundle);
const spread = createSpread(bundle);
const doses = createDoses(model, spread, meta.lab);
const out = JSON.parse(readFileSync(cases)).map(({ injections, left, acting, condition }) => {
  const sites = injections.map((one) => spread.site(one));
  const drive = model.condition(...condition);
  const well = model.condition("healthy");
  const remaining = Float64Array.from(left);
  return {
    sites: sites.map(({ point, depth }) => [...point, depth]),
    shares: sites.map(({ point, depth }, k) => [
      ...spread.shares(point, depth, injections[k].volume_ml),
    ]),
    caught: sites.map(({ point, depth }, k) => [
      ...spread.caught(point, depth, injections[k].volume_ml),
    ]),
    radii: [[0.5, 0.02], [4, 0.1], [20, 0.2], [0.001, 0.1]].map((one) => spread.radius(...one)),
    over: sites.map(({ point }) => spread.over(point)),
    findings: findings(model, meta.lab, drive, well, remaining).map(
      (one) => [one.name, one.side, one.measured, one.beyond, one.before, one.after],
    ),
    sentences: doses
      .sideEffects(drive, well, injections, Float64Array.from(acting.flat()), remaining)
      .map((one) => sideEffect(one, meta.lab, meta.muscles)),
  };
});
console.log(JSON.stringify(out));
"""


def _cases(face):
    """Random points all over the face, and every misplacement of the clinic's table."""
    rng = np.random.default_rng(5)
    skin = spread.skin(face.mesh)
    for k in range(6):
        at = skin.points[rng.integers(len(skin.points), size=3)]
        yield (
            [
                fm.Injection(
                    float(rng.uniform(0.5, 8)),
                    point=tuple(map(float, p + np.array([0, 0, 2]))),  # beside the skin
                    depth_mm=float(rng.uniform(1, 12)),
                    volume_ml=float(rng.uniform(0.02, 0.3)),
                )
                for p in at
            ]
            + [fm.Injection(3, muscle="corrugator_right"), fm.Injection(1, landmark="pogonion")],
            ("healthy", "left", 0.0) if k % 2 else ("hemifacial_spasm", "right", 2 / 3),
        )
    for one in MISPLACEMENTS:
        severity = 0.0 if one.condition == "healthy" else 2 / 3
        yield list(one.injections(face.mesh, "wrong")), (one.condition, "left", severity)
    ring = [fm.Injection(5, muscle=f"orbicularis_oculi_palpebral_{s}") for s in ("left", "right")]
    yield ring, ("hb_5", "left", 0.0)  # one eye that did not close before, one that did
    often = [
        fm.Injection(60, muscle=f"temporalis_{s}", day=day)
        for day in (0.0, 10.0)
        for s in ("left", "right")
    ]
    yield often, ("healthy", "left", 0.0)  # more in a month than any one session has


@pytest.fixture(scope="module")
def both(tmp_path_factory, node):
    """(injections, condition, Python's remaining, JavaScript's answers) of every case."""
    face = fm.load()
    folder = tmp_path_factory.mktemp("placing")
    (folder / "face.bin").write_bytes(face_bytes(face))
    (folder / "script.mjs").write_text(SCRIPT)
    asked, kept = [], []
    for injections, (name, side, severity) in _cases(face):
        left = toxin.remaining(face, injections, 14)
        acting = [toxin.captured(face.mesh, one, 14).tolist() for one in injections]
        plain = fm.Case(injections=injections).contents()["injections"]
        question = {
            "injections": plain,
            "left": left.tolist(),
            "acting": acting,
            "condition": [name, side, severity],
        }
        asked.append(question)
        preset = fm.conditions.PRESETS[name]
        kept.append((injections, preset.of(side, severity), left))
    (folder / "cases.json").write_text(json.dumps(asked))
    files = [folder / name for name in ("script.mjs", "face.bin", "cases.json")]
    command = [node, files[0], JS.as_uri(), files[1], files[2]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    answers = json.loads(done.stdout)
    return [(*mine, theirs) for mine, theirs in zip(kept, answers, strict=True)]


def test_a_dose_spreads_to_the_same_muscles(both):
    mesh = fm.load().mesh
    for injections, _, _, answer in both:
        shares = toxin.shares(mesh, injections)
        np.testing.assert_allclose(answer["shares"], shares, atol=1e-4)
        np.testing.assert_allclose(answer["caught"], toxin.caught(mesh, injections), atol=1e-4)
        for site, one in zip(answer["sites"], injections, strict=True):
            point, depth = toxin.site(mesh, one)
            np.testing.assert_allclose(site, [*point, depth], atol=2e-4)


def test_the_halo_of_a_dose_has_the_radius_as_tabled(both):
    for *_, answer in both:
        assert answer["radii"] == pytest.approx([6.1, 11.9, 16.3, 0], abs=0.15)


def test_it_names_the_muscle_that_lies_under_a_point(both):
    for injections, _, _, answer in both:
        for one, over in zip(injections, answer["over"], strict=True):
            if one.muscle:
                assert INDEX[one.muscle] in over


def test_the_same_side_effects_are_found_and_told(both):
    told, broken = set(), set()
    face = fm.load()
    for injections, condition, left, answer in both:
        mine = assess(face, condition, left, None, TASKS).side_effects
        same = flagged(mine)
        for one, (name, side, measured, beyond, *figures) in zip(
            mine, answer["findings"], strict=True
        ):
            assert (one.name, one.side) == (name, side)
            assert bool(same[name, side]) is beyond
            assert one.measured == pytest.approx(measured, abs=0.15)
            assert [one.before, one.after] == pytest.approx(figures, abs=0.02)
        found = fm.side_effects(face, injections, 14, condition)
        sentences = [one.sentence for one in found]
        broken |= {one.name for one in found} & set(CEILINGS)
        for theirs, mine_says in zip(answer["sentences"], sentences, strict=True):
            _alike(theirs, mine_says)
        told |= {name for name, _, _, beyond, *_ in answer["findings"] if beyond}
    assert len(told) >= 8  # of ten
    assert broken >= {"place_eye", "place_brow", "session_brow", "session_whole", "month_whole"}


FIGURE = re.compile(r"-?\d+(?:\.(\d+))?")


def _alike(theirs: str, mine: str) -> None:
    """Word for word the same; figures to the last digit shown, or to what spreading agrees to."""
    assert FIGURE.sub("#", theirs) == FIGURE.sub("#", mine)
    for a, b in zip(FIGURE.finditer(theirs), FIGURE.finditer(mine), strict=True):
        last = max(10.0 ** -len(a[1] or ""), 0.1) + 1e-9
        assert float(a[0]) == pytest.approx(float(b[0]), abs=last, rel=0.07), (theirs, mine)
