"""One table reads the same, however it was saved: encoding, packing, signs, remarks, blanks."""

import bz2
import gzip
import io
import json
import lzma
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
import recording_files as files
from facemodel.capture.recording.reading import made_of
from facemodel.capture.recording.takes import Asked, parsed

NAMES = ("time_s", "jawOpen", "mouthSmileLeft", "mouthSmileRight")
TIME = np.arange(40) / 30
RISE = np.clip(np.sin(np.linspace(-0.5, 3.6, 40)), 0, 1)
TABLE = np.round(np.column_stack([TIME, 0.2 * RISE, 0.8 * RISE, 0.3 * RISE]), 4)


def movement(data, **asked):
    return made_of(parsed(data, Asked(**asked)))


def written(delimiter=",", comma=False, name=str, names=NAMES, rows=TABLE):
    """Lines of the table."""
    cells = [[f"{v:.4f}".replace(".", "," if comma else ".") for v in row] for row in rows]
    quote = comma and delimiter == ","
    lines = [
        [name(n) for n in names],
        *([f'"{c}"' for c in row] if quote else row for row in cells),
    ]
    return [delimiter.join(line) for line in lines]


PLAIN = movement("\n".join(written()).encode())
PACKED = {
    "plain": bytes,
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda data: zipped(data),
}


def zipped(data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("__MACOSX/._take.csv", b"\0\1")
        made.writestr("folder/take.csv", data)
        made.writestr("readme.md", b"a take")
    return file.getvalue()


@st.composite
def saved(draw):
    """The table as some program saves it."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|", " ", "   ", ", "]))
    comma = draw(st.booleans()) and delimiter != ", "
    lines = written(delimiter, comma)
    if draw(st.booleans()) and delimiter in ",;\t|":
        lines = [line + delimiter for line in lines]
    if draw(st.booleans()):
        lines = ['"' + lines[0].replace(delimiter, f'"{delimiter}"') + '"', *lines[1:]] if (
            delimiter in ",;\t|") else lines  # fmt: skip
    if not comma and draw(st.booleans()):
        lines = [line.replace(delimiter, f"{delimiter} ") for line in lines]
    if delimiter in ";,\t" and draw(st.booleans()):
        lines = [f"sep={delimiter}", *lines]
    above = draw(
        st.sampled_from([(), ("#Study : x", "# Version,1,2", ""), ("Aufnahme vom Größten",)])
    )
    below = draw(st.sampled_from([(), ("",), ("# end",), ("", "", " ")]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                     "latin-1", "utf-32"]))  # fmt: skip
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    data = end.join([*above, *lines, *below]).encode(encoding)
    return PACKED[draw(st.sampled_from(sorted(PACKED)))](data)


@settings(deadline=None, max_examples=200)
@given(saved())
def test_however_it_is_saved_it_reads_the_same(data):
    made = movement(data)
    np.testing.assert_allclose(made.controls, PLAIN.controls, atol=1e-9)
    np.testing.assert_allclose(made.time, PLAIN.time, atol=1e-9)


@pytest.mark.parametrize(
    "word", ["NA", "n/a", "#N/A", "NaN", "null", "None", "FIT_FAILED", "not found", "-", ""]
)
def test_a_word_for_a_number_is_a_frame_without_a_face(word):
    lines = written()
    for k in (12, 13, 14):
        lines[k] = ",".join([lines[k].split(",")[0], *[word] * 3])
    made = movement("\n".join(lines).encode())
    assert made.lost == 3
    np.testing.assert_allclose(made.controls, PLAIN.at(made.time), atol=1e-9)
    assert any("word in place of a number" in note for note in made.notes) == (
        word not in ("", "NaN")  # which say nothing else
    )


def test_a_cell_that_is_a_slip_of_the_pen_is_named_by_its_place():
    lines = written()
    lines[9] += "x5"
    with pytest.raises(Exception, match="row 10, column 4 holds no number"):
        movement("\n".join(lines).encode())


def test_rows_with_numbers_of_their_own_and_per_cent_signs():
    lines = written()
    numbered = [lines[0], *(f"{k}," + line for k, line in enumerate(lines[1:]))]
    np.testing.assert_allclose(movement("\n".join(numbered).encode()).controls, PLAIN.controls)
    head, *rows = written(";", rows=TABLE)
    signed = [";".join([c if k == 0 else f"{100 * float(c):.2f} %" for k, c in
                        enumerate(row.split(";"))]) for row in rows]  # fmt: skip
    made = movement("\n".join([head, *signed]).encode())
    np.testing.assert_allclose(made.controls, PLAIN.controls, atol=1e-4)


def test_decimal_commas_between_commas_are_named():
    lines = [line.replace(";", ",") for line in written(";", comma=True)]
    with pytest.raises(Exception, match="semicolons"):
        movement("\n".join(lines).encode())


def test_a_head_that_numpy_marks_and_one_that_is_repeated():
    lines = written(" ")
    marked = ["# " + lines[0], *lines[1:20], lines[0], *lines[20:]]
    np.testing.assert_allclose(movement("\n".join(marked).encode()).controls, PLAIN.controls)


def test_numbers_without_names_say_so():
    with pytest.raises(Exception, match="no line that names its columns"):
        movement("\n".join(written()[1:]).encode())


def frames(**more):
    return [
        {"time": t, "blendshapes": dict(zip(NAMES[1:], row, strict=True)), **more}
        for t, row in zip(TABLE[:, 0].tolist(), TABLE[:, 1:].tolist(), strict=True)
    ]


COLUMNS = dict(zip(NAMES, TABLE.T.tolist(), strict=True))
SHAPED = {
    "a list of frames": frames(),
    "frames by name": {"fps": 12, "frames": frames()},
    "frames under another name": {"meta": {"fps": 30}, "take": frames(who="x")},
    "columns": COLUMNS,
    "columns within": {"time": COLUMNS["time_s"], "blendShapes": {
        n: v for n, v in COLUMNS.items() if n != "time_s"}},
    "names and rows": {"columns": NAMES, "data": TABLE.tolist()},
    "a table": [list(NAMES), *TABLE.tolist()],
    "names and weights": {"names": NAMES[1:], "frames": [
        {"weights": row[1:], "time": row[0], "rotation": []} for row in TABLE.tolist()]},
    "a matrix": {"exportFps": 30.0, "numFrames": 40, "facsNames": NAMES[1:],
                 "weightMat": TABLE[:, 1:].tolist()},
    "frames by number": {
        str(k): dict(zip(NAMES[1:], row, strict=True)) for k, row in
        enumerate(TABLE[:, 1:].tolist())},
    "flat frames": [dict(zip(NAMES, row, strict=True)) for row in TABLE.tolist()],
    "numbers as text": [{n: str(v) for n, v in zip(NAMES, row, strict=True)}
                        for row in TABLE.tolist()],
    "categories": [{"time": row[0], "faceBlendshapes": [{"categories": [
        {"categoryName": n, "score": v} for n, v in zip(NAMES[1:], row[1:], strict=True)]}]}
        for row in TABLE.tolist()],
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPED)
def test_json_of_any_shape_reads_the_same(name):
    rate = 30 if name == "frames by number" else None
    made = movement(json.dumps(SHAPED[name]).encode(), rate=rate)
    np.testing.assert_allclose(made.controls, PLAIN.controls, atol=1e-9)
    np.testing.assert_allclose(made.time, PLAIN.time, atol=1e-4)


def test_a_value_a_line_reads_the_same_and_a_frame_without_a_face_is_lost():
    rows = frames()
    text = "\n".join(map(json.dumps, rows))
    np.testing.assert_allclose(movement(text.encode()).controls, PLAIN.controls)
    assert len(movement(text[:-9].encode()).time) == len(rows) - 1  # cut short
    for nothing in (None, [], {}):
        lost = json.loads(json.dumps(rows))
        for k in range(10, 15):
            lost[k]["blendshapes"] = nothing
        made = movement(json.dumps(lost).encode())
        assert made.lost == 5
        np.testing.assert_allclose(made.controls, PLAIN.at(made.time), atol=1e-9)


def test_one_of_two_faces_in_json_is_chosen():
    two = json.loads(files.mediapipe(files.smile(30)))
    for frame in two:
        other = {
            "categories": [dict(c, score=0.0) for c in frame["faceBlendshapes"][0]["categories"]]
        }
        frame["faceBlendshapes"] = [other, frame["faceBlendshapes"][0]]
    data = json.dumps(two).encode()
    with pytest.raises(Exception, match="2 faces; choose one of them with person="):
        movement(data)
    one = movement(files.mediapipe(files.smile(30)).encode())
    np.testing.assert_array_equal(movement(data, person="1").controls, one.controls)
    assert not movement(data, person="0").activation.any()


def test_a_long_table_tells_how_far_it_is(tmp_path):
    rows = np.column_stack([np.arange(25_000) / 60, np.zeros((25_000, 3))])
    (tmp_path / "take.csv").write_text("\n".join(written(rows=rows)))
    told = []
    fm.read_recording(tmp_path / "take.csv", progress=lambda *row: told.append(row))
    assert told == [(10_000, 25_000), (20_000, 25_000), (25_000, 25_000)]
