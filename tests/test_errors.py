"""The wording of an unknown name."""

import pytest

from facemodel.errors import unknown

NAMES = ("zygomaticus_major_left", "zygomaticus_minor_left", "platysma_left")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("zygo", "did you mean 'zygomaticus_major_left' or 'zygomaticus_minor_left'?"),
        ("platisma_left", "did you mean 'platysma_left'"),
        ("xxxx", "known: platysma_left, zygomaticus_major_left, zygomaticus_minor_left"),
        (3, "known: "),
    ],
)
def test_an_unknown_name_is_told_its_neighbours(name, says):
    message = str(unknown("muscle", name, NAMES))
    assert message.startswith(f"unknown muscle {name!r}; ")
    assert says in message


def test_a_long_list_is_pointed_at():
    assert "fm.MUSCLES lists the 3 known ones" in str(
        unknown("muscle", "xxxx", NAMES, see="fm.MUSCLES")
    )
