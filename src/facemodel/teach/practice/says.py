"""What a sitting says, in notebook and browser: texts with {places} for what is filled in.

Whoever fills them in formats the figures; js/practice gets the texts from shipped.py.
"""

SAYS = {
    "title": "Virtual patients",
    "intro": "{count} virtual patients{minutes}. For each, choose expressions in the menu above "
    "the face, grade the affected side, plan with sliders or points, enter the result you expect, "
    "and treat. While you plan, the face responds as an average person would; this patient may "
    "respond differently.",
    "begin": "Begin",
    "who": "Patient {number} of {count}",
    "grade": "Grade before you treat ({scale})",
    "choose": "choose",
    "plan_head": "Plan and treatment",
    "treat": "Treat",
    "again": "Treat again, in week {week}",
    "look": "Look at the weeks below. The plan above is unchanged; adjust it and treat again.",
    "leave": "Leave alone",
    "refer": "Refer",
    "done": "Done with this patient",
    "expect": "{name} that you expect four weeks later (day {day}), in {unit}",
    "untreated": "Untreated, it is {figure} {unit} of {name}.",
    "unmeasured": "No figure is predicted here.",
    "healthy": " Over rest and five tasks, healthy people are mostly below {healthy}.",
    "plan_first": "There is no plan yet. Weaken a region, or place a point (Inject, under the "
    "face).",
    "one_way": "There are both points and weakened regions; reset one of them.",
    "grade_rest": "These items have no score yet: {names}. Score them, or set all to 'choose'.",
    "grade_first": "Give every item of the grading a score first.",
    "expect_first": "Enter the figure you expect first: {why}",
    "too_late": "Time is up. Press Done to see your result.",
    "over": "Time is up; patients you did not reach score 0.",
    "weeks": "After treatment {number}",
    "day": "day",
    "day_asymmetry": "asymmetry, mm",
    "day_gain": "of what is aimed at, gone",
    "day_kept": "movement preserved in the worst task",
    "next": "Next patient",
    "later": "Noted. You will see everything at the end.",
    "so_far": "Your gradings so far",
    "end_head": "End of the session",
    "end": "All patients done. Average score: {total} of 100.",
    "order": "Marks in order: {marks}.",
    "save": "Save the results as a file",
    "name": "Name for the class (optional)",
}
"""Of the screen."""

PAGE = {
    "level": "Level",
    "seed": "Sitting",
    "count": "Patients",
    "minutes": "Minutes allowed (optional)",
    "at_the_end": "No feedback before the last patient",
    "not_kept": "This browser keeps nothing of this page: save your results before you close it.",
    "other_version": "What was kept here was done with another version of these patients; it can "
    "still be saved.",
    "history": "History",
    "coming": "The patient is coming in ...",
    "decide": "What do you do?",
    "plan_hint": "Click on the skin to place a point, or weaken regions with the sliders. The face "
    "responds as an average person would.",
    "weeks_hint": "This is how this patient responds. Move the slider under the face to see any "
    "day.",
    "debrief": "Debrief",
    "unreached": "No dose reaches {muscle}; remove it from the plan.",
    "a_number": "a number in {unit}, from 0 to 50",
    "another": "Another sitting",
}
"""Of the screen in a page without kernel, beside those of SAYS."""

PARTS = {"rest": "At rest", "voluntary": "Voluntary movement", "synkinesis": "Synkinesis"}
"""Of Sunnybrook's scale, over their items."""

TRUTH = {
    "who": "{condition}, {side}, severity {severity}{also}; this person needs {need} times the "
    "usual dose (simulated response factor).",
    "also": "; also {also}",
    "right": "Right was {right}: {why}.",
    "treat": "to treat",
    "leave": "to leave this person alone",
    "refer": "to refer",
    "chosen": "You chose {chosen}: {marks} of 100.",
    "treatment": "Treatment {number}: {line}",
    "plan": "The sparse plan for this condition, which knows nothing of this person, has {points} "
    "points and {units} units here, and earns {total}.",
}
"""Of the debrief: what was true, and what was right."""

MARKS = {
    "total": "{total} of 100: {start} to begin with, {parts}.",
    "benefit": "benefit {marks}",
    "harm": "harm {marks}",
    "dose": "dose {marks}",
    "foresight": "foresight {marks}",
    "leave": "Leaving this person alone would have been right, with 100 marks.",
    "refer": "Referring this person would have been right, with 100 marks.",
    "gain": "Of what is aimed at {gain} % is gone (the plan: {plan} %); {target} Movement "
    "preserved in the worst task: {kept} % ({plan_kept}).",
    "reached": "the target is reached.",
    "not_reached": "the target is not reached.",
    "asymmetry": "Asymmetry {before} -> {after} mm; involuntary movement {unasked} -> "
    "{unasked_after} mm.",
    "weakening": "Weakening",
    "point": "{points} point with {units} teaching units",
    "points": "{points} points with {units} teaching units",
    "none_right": "{given}, where none is right.",
    "times": "{given}: {times} times the plan's.",
    "times_cost": "{given}: {times} times the plan's, and it takes {marks} marks.",
    "side_effects": "Side effects: {effects}.",
    "risked": "Chance of more in others with this condition, beyond the plan's: {effects}.",
    "lost": "movement below what is to be kept",
    "placement": "Placement: {apart} mm from the plan's points on average; {caught} % of what was "
    "caught is in the plan's muscles.",
    "expected": "You expected {expected} {unit} of {name}; it is {figure}.",
}
"""Of one treatment."""

GRADED = {
    "whole": "You graded {near}; it gains {marks} marks.",
    "same": "as the model does",
    "same_sum": "as the model does in sum",
    "high": "{points} points too high",
    "low": "{points} points too low",
    "others": "Otherwise: {items}.",
    "item": "{name} {said} (the model: {known})",
}
"""Of one grading."""
