"""What the tool for own faces measures holds: found without a landmark, close, nothing folded."""

import numpy as np
import pytest

import own_faces
import own_faces_heads as heads


@pytest.fixture(scope="module")
def head():
    return heads.people()["female 75 average asian"]()


def test_own_faces_heads_have_relief_away_from_lids_and_lips(head):
    plain = heads._of_modes(75, 0.0, 0.5, "asian", 0.6, 1)[0]
    off = np.linalg.norm(head.surface.vertices[: len(plain[0])] - plain[0], axis=1)
    assert off.max() > 1.0
    for name in ("endocanthion_left", "exocanthion_right", "cheilion_left", "cheilion_right"):
        assert off[plain[2][name]] < 0.01, name


@pytest.mark.slow
def test_a_person_with_folds_is_found_and_kept(head):
    scan, laid, away = own_faces.fitted(head, 4, "cm")
    assert away.mean() < 2.0
    face = own_faces.person(scan, laid, head.colours)
    median, p95, _, worst = own_faces.skin(scan, laid, face)
    assert median < 0.2
    assert p95 < 0.9
    assert worst < 0.5
    assert max(own_faces.turned_over(face).values()) < 0.002
