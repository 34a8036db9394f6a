"""When frames were taken: dates, clocks, timecodes, numbers in any unit, rates above a table."""

import numpy as np
import pytest

import recording_files as files
from facemodel.capture.recording import times

SMILE = files.smile()
COUNT = len(SMILE["jawOpen"])


TIMES = {
    "ISO": lambda t: f"2024-05-01T10:00:{t:06.3f}Z",
    "ISO with a blank": lambda t: f"2024-05-01 10:00:{t:06.3f}",
    "German": lambda t: f"01.05.2024 10:00:{t:06.3f}",
    "slashes": lambda t: f"2024/05/01 10:00:{t:06.3f}",
    "over midnight": lambda t: f"2024-05-0{1 + (t >= 1)} {23 if t < 1 else 0:02d}:"
                               f"{59 if t < 1 else 0:02d}:{(59 + t) % 60:06.3f}",
    "before noon": lambda t: f"5/31/2024 10:00:{t:06.3f} AM",
    "over noon": lambda t: f"5/1/2024 {11 if t < 1 else 12}:{59 if t < 1 else 0:02d}:"
                           f"{(59 + t) % 60:06.3f} {'AM' if t < 1 else 'PM'}",
    "h:m:s": lambda t: f"00:00:{t:06.3f}",
    "m:s": lambda t: f"00:{t:06.3f}",
    "clock over midnight": lambda t: f"{23 if t < 1 else 0:02d}:{59 if t < 1 else 0:02d}:"
                                     f"{(59 + t) % 60:06.3f}",
    "unix ms": lambda t: f"{1714557600000 + 1000 * t:.0f}",
    "seconds": lambda t: f"{t:.4f}",
}  # fmt: skip


@pytest.mark.parametrize("title", ["time", "Timestamp", "timeCode", "Date Time", "t", "Zeit"])
@pytest.mark.parametrize("form", TIMES)
def test_times_in_any_form(form, title):
    made = files.movement({title: [TIMES[form](k / 30) for k in range(COUNT)], **SMILE})
    assert made.time == pytest.approx(np.arange(COUNT) / 30, abs=2e-3)


@pytest.mark.parametrize("rate", [1, 5, 10, 15, 24, 25, 29.97, 30, 50, 60, 90, 120, 240, 600])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_rates_from_1_to_600_in_any_unit(rate, unit):
    size = times.UNITS[unit]
    digits = 6 if unit == "s" else 3 if unit == "ms" else 0
    stamps = [f"{k / rate / size:.{digits}f}" for k in range(COUNT)]
    for title in ("time", f"time_{unit}", f"Time ({unit})", f"timestamp [{unit}]"):
        made = files.movement({title: stamps, **SMILE})
        assert made.seconds == pytest.approx((COUNT - 1) / rate, rel=1e-3)


@pytest.mark.parametrize("rate", [5, 10, 12, 15, 24, 25, 30, 50, 60, 120])
@pytest.mark.parametrize("lost", [(), (7, 8, 33)])
def test_timecodes_of_any_rate(rate, lost):
    count = 3 * rate + 2
    shapes = files.smile(count)
    rows = {"Timecode": [files.timecode(k, rate) for k in range(count)], **shapes}
    rows = {n: [x for k, x in enumerate(v) if k not in lost] for n, v in rows.items()}
    made = files.movement(rows)
    wanted = np.array([k for k in range(count) if k not in lost]) / rate
    assert made.time == pytest.approx(wanted, abs=0.9 / rate)
    if not lost:
        assert not len(made.gaps)


@pytest.mark.parametrize(
    "above", ["# fps: 30", "Frame rate;30", "Sampling rate = 30.0 Hz", "# taken at 30 fps"]
)
def test_a_rate_above_the_table(above):
    made = files.movement({"frame": range(COUNT), **SMILE}, above=above)
    assert made.seconds == pytest.approx((COUNT - 1) / 30)


def test_rounded_times_are_named_and_give_way_to_a_rate():
    rounded = {"time_s": [k // 30 for k in range(COUNT)], **SMILE}
    with pytest.raises(Exception, match="rounded"):
        files.movement(rounded)
    assert files.movement(rounded, rate=30.0).seconds == pytest.approx((COUNT - 1) / 30)


def test_a_rate_in_a_column():
    made = files.movement({"frame": range(COUNT), "fps": [30] * COUNT, **SMILE})
    assert made.seconds == pytest.approx((COUNT - 1) / 30)


def test_times_that_rounding_made_equal_are_put_between_and_a_repeated_row_is_left_out():
    rounded = {"time_s": [f"{k / 120:.2f}" for k in range(COUNT)], **SMILE}
    made = files.movement(rounded)
    assert made.time == pytest.approx(np.arange(COUNT) / 120, abs=0.006)
    assert made.lost == 0
    assert any("rounded" in note for note in made.notes)
    twice = {n: [x for v in values for x in (v, v)] for n, values in files.stamped(SMILE).items()}
    again = files.movement(twice)
    assert again.time == pytest.approx(np.arange(COUNT) / 30, abs=1e-4)
