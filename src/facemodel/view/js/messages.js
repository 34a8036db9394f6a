// Every word the screen says, in one place; {name} marks what is filled in.

export const TEXT = {
  title: "Face lab",
  expression: "Expression",
  condition: "Condition",
  side: "Affected side",
  severity: "Severity",
  left: "left",
  right: "right",
  their_left: "Their left",
  their_right: "Their right",
  dampening: "How much each region is weakened",
  before: "before",
  after: "after",
  both: "Both",
  only_before: "Before",
  only_after: "After",
  panes: "Show",
  view: "View",
  front: "front",
  three_quarter: "from their left",
  three_quarter_right: "from their right",
  profile: "profile",
  below: "from below",
  eyes: "eyes",
  mouth: "mouth",
  tone: "Skin",
  light: "light",
  medium: "medium",
  deep: "deep",
  link: "Link both sides",
  reset: "Reset",
  undo: "Undo",
  redo: "Redo",
  help: "Keys",
  close: "Close",
  more: "muscles of {region}",
  percent_weaker: "{percent} % weaker",
  mixed: "differs by muscle",
  overactive: "pulls more than asked",
  overactive_key: "▲ pulls more than asked",
  muscles_in: "Muscles: {muscles}",
  own_expression: "own expression",
  own_condition: "own condition",
  tasks: "Clinical tasks",
  faces: "Expressions",

  figures: "Figures, before and after",
  whole_side: "whole side",
  symmetry: "Symmetry of movement",
  symmetry_note: "healthy people: {low}–{high} %",
  symmetry_help: "Smaller side's movement as a share of the larger one's, in this expression",
  no_movement: "nothing moves in this expression",
  difference: "Left–right difference",
  difference_help: "Distance of the face from its mirror image (root mean square, mm)",
  upper: "upper",
  middle: "middle",
  lower: "lower",
  movement: "now, mm",
  range_help: "How far the point can still travel when every muscle may act, relative to nothing dampened",
  kept: "range kept",
  corner: "mouth corner moves",
  brow: "brow moves",
  lids: "eye opening",
  mouth_width: "Mouth width",
  within: "change below what can be detected ({limit} mm)",

  explain_start: "Nothing is dampened yet, so before and after are the same. Move a slider to weaken a region.",
  explain_overactive: "In this model the {muscles} {pull} without being asked{what}. The sliders marked ▲ weaken what is overactive.",
  pull_one: "pulls",
  pull_many: "pull",
  uneven_lids: ": their left eye opens {left} mm, their right {right} mm",
  uneven_cheilion: ": their left mouth corner moves {left} mm, their right {right} mm",
  uneven_brow_mid: ": their left brow moves {left} mm, their right {right} mm",
  explain_small: "In this model dampening the {muscles} changes little in this expression.",
  explain_first: "In this model ",
  explain_next: "; ",
  explain_one: "the {muscles} pulls less, so {what}",
  explain_many: "the {muscles} pull less, so {what}",
  and: " and the ",
  also: " and ",
  way_higher: "higher",
  way_lower: "lower",
  way_out: "further out",
  way_in: "nearer the middle",
  way_wider: "wider",
  way_narrower: "less",
  point_cheilion: "the {side} mouth corner is {mm} mm {way}",
  point_brow_mid: "the {side} brow is {mm} mm {way}",
  point_lids: "the {side} eye opens {mm} mm {way}",
  symmetry_rises: "; symmetry rises from {before} to {after} %",
  symmetry_falls: "; symmetry falls from {before} to {after} %",
  symmetry_stays: "; symmetry stays at {after} %",
  range_kept_words: ", and the {side} {point} keeps {kept} % of its range",
  range_corner: "mouth corner",
  range_brow: "brow",
  range_lids: "eyelid",

  banner:
    "Educational simulation. Not medical advice, not a medical device, not a dosing guide. Anatomy and forces are " +
    "simplified; people vary.",

  loading: "Loading the face …",
  no_webgl:
    "This browser gives no 3-D graphics (WebGL), so the face is drawn plainly and cannot be turned. Everything else works.",
  kernel_gone: "The notebook's kernel has stopped. The sliders go on working; saving to Python does not, until the cell runs again.",
  failed: "The face could not be shown: {reason}. Run the cell again; if it stays, reload the page.",
  copy: "Copy details",
  drawing: "The face, {expression}, {condition}. Left picture before dampening, right picture after. Drag to turn.",

  help_title: "Keys",
  help_rows: [
    ["Tab", "next control, top to bottom"],
    ["← →  ↑ ↓", "move a slider by 5 %"],
    ["Page Up, Page Down", "move a slider by 20 %"],
    ["Home, End", "slider to 0 % or 100 %"],
    ["double click", "slider back to 0 %"],
    ["Shift while dragging", "both sides together"],
    ["1 to 5", "brow raise, eye closure, smile, snarl, pucker"],
    ["B", "both faces, before, after"],
    ["F", "face to the middle"],
    ["Ctrl Z, Shift Ctrl Z", "undo, redo"],
    ["Escape", "close this list"],
  ],
};

export const REGION = {
  forehead: "forehead",
  glabella: "glabella",
  eye: "eye",
  nose: "nose",
  cheek: "cheek",
  upper_lip: "upper lip",
  smile: "smile",
  mouth_ring: "mouth ring",
  mouth_corner: "mouth corner",
  lower_lip: "lower lip",
  chin: "chin",
  neck: "neck",
  jaw: "jaw",
};

export const EXPRESSION = {
  rest: "at rest",
  brow_raise: "brow raise",
  gentle_eye_closure: "gentle eye closure",
  forced_eye_closure: "forced eye closure",
  open_mouth_smile: "open-mouth smile",
  snarl: "snarl",
  lip_pucker: "lip pucker",
  closed_smile: "closed smile",
  lower_teeth: "lower teeth (“eee”)",
  frown: "frown",
  max_smile_squint: "full smile with squint",
  happiness_duchenne: "happy smile (Duchenne)",
  smile_social: "social smile",
  smile_polite_closed: "polite smile",
  sadness: "sadness",
  surprise: "surprise",
  fear: "fear",
  anger: "anger",
  disgust: "disgust",
  contempt: "contempt",
  pain: "pain",
  concentration: "concentration",
};

export const CONDITION = { healthy: "healthy", hemifacial_spasm: "hemifacial spasm" };

/** The text of a key with {names} filled in. */
export function say(key, values = {}) {
  const text = TEXT[key] ?? key;
  return typeof text === "string" ? text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all) : text;
}

/** A readable name for an identifier that has no text of its own. */
export const plain = (name) => name.replaceAll("_", " ");
export const regionName = (stem) => REGION[stem] ?? plain(stem);
export const expressionName = (id) => EXPRESSION[id] ?? plain(id);
export const conditionName = (id) => CONDITION[id] ?? plain(id);
/** A muscle without side; `brief` leaves out which part of a sphincter or sheet it is. */
export const muscleName = (name) => plain(name.replace(/_(left|right)$/, ""));
export const briefMuscleName = (name) => muscleName(name).replace(/^(orbicularis (?:oculi|oris)|frontalis|nasalis) .*/, "$1");
