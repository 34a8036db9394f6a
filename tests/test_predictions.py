"""Predictions stay as they were written, and say what was published and what changed since."""

import csv
import hashlib
from pathlib import Path

import pytest
from msgspec import structs

import facemodel as fm
from facemodel.data import constants
from facemodel.validation import predictions
from facemodel.validation.predictions import PREDICTIONS

FROZEN = "name quantity measured unit low middle high then digest written"


def test_predictions_stay_as_they_were_written():
    """Neither the intervals nor their digests may be edited after the figures are known."""
    table = Path(fm.__file__).parent / "data/predictions.csv"
    rows = csv.DictReader(table.open(encoding="utf-8"))
    text = "\n".join(" | ".join(row[name] for name in FROZEN.split()) for row in rows)
    assert hashlib.sha256(text.encode()).hexdigest()[:12] == "95ea4f5a2d00"


def test_ten_predictions_have_a_figure_that_was_published():
    told = [one for one in PREDICTIONS.values() if one.published is not None]
    assert len(told) >= 8
    assert all(one.said and (one.why or one.hit) for one in told)


def test_what_a_changed_constant_moved_is_told_after_the_fact():
    face, one = fm.load(), PREDICTIONS["paralysed_brow"]
    with constants.override({"nerve.hb_6.tone_kept": 0.1}):  # as when it was written
        assert one.digest != constants.digest()
        written = predictions.row(one, face)
    assert "after the fact" not in written.model
    changed = predictions.row(one, face)
    assert "after the fact" in changed.model
    assert f"{one.low:g} to {one.high:g}" in changed.model
    assert changed.passed == written.passed


def test_an_interval_holds_people_and_constants():
    low, middle, high = predictions.interval("paralysed_corner", fm.load(), draws=6)
    written = PREDICTIONS["paralysed_corner"]
    assert low < middle < high
    assert written.low - 0.5 < low
    assert high < written.high + 0.5


def test_a_prediction_without_a_work_is_refused():
    one = PREDICTIONS["bite"]
    with pytest.raises(ValueError, match="needs the work"):
        structs.replace(one, cite=())
    with pytest.raises(ValueError, match="outside the interval"):
        structs.replace(one, middle=one.high + 1)
