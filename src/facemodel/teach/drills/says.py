"""Words of a drill on screen; the notebook and pages without Python have the same."""

SAYS = {
    "title": "Point {number}: {label}, {side}",
    "middle": "in the midline",
    "left": "the person's left",
    "right": "the person's right",
    "where": "Found: {where}.",
    "full": "The muscle is shown.",
    "outline": "Only the muscle's outline is shown.",
    "none": "Nothing is shown.",
    "alt": "A head from the front, the person's right on the left. Click on it, or move a cross "
    "with the arrow keys and press Enter.",
    "no_skin": "There is no skin there; click on the face.",
    "next": "Next point",
    "progress": "{count} points, {hits} of them hits",
    "progress_one": "{count} point, {hits} hits",
    "intro": "A site is named: click on it. Two hits in a row take some of the muscle's picture "
    "away, a miss brings some back. It ends with eight of ten hits without any picture, or after "
    "40 points.",
    "skill": "Part of the face",
    "seed": "Drill",
    "begin": "Begin",
    "another": "Another drill",
    "reached": "The skill is there: {needed} of the last {last} points without any help were hits.",
    "ended": "{most} points are enough for today; {hits} of them were hits. Come back another day.",
    "share": "{share} of what the site catches of the muscle, {apart} mm from it.",
    "across": "The site is on the other side of the face.",
    "way": "The site is {ways}.",
    "higher": "higher",
    "lower": "lower",
    "outward": "farther from the midline",
    "inward": "nearer to the midline",
    "and": " and ",
    "other": "Of a dose here {muscle} would catch {share}.",
}
