// Training of raters: a face, its items one after the other, each replied to at once, and at the end how well the grades agree.

import { render } from "lit-html";
import { say } from "./texts.js";
import { askedScreen, faceScreen, homeScreen } from "./rating_screens.js";
import { beside, createRated, off, resultsOf } from "./rated.js";
import { opened } from "./sealed.js";

/** @param element where the page goes; { parts, store } */
export async function openRating(element, { parts, store }) {
  const room = createRoom(await parts.load("rating"), parts, store);
  const draw = () => render(room.face ? (room.ended ? faceScreen(room) : askedScreen(room)) : homeScreen(room), element);
  room.changed = (focus = "") => {
    draw();
    if (focus) element.querySelector(focus)?.focus({ preventScroll: focus === "h2" }); // the picture stays in sight
  };
  draw();
  return room;
}

function createRoom(about, parts, store) {
  const rater = createRated(about, store);
  const part = ({ level, number }) => parts.load(`rating-${level}-${number}`);
  let comparing = null; // the comparison that goes on

  const room = {
    ...{ about, rater, wishes: { names: about.scales.map(({ name }) => name), level: about.levels[0] } },
    ...{ face: null, shown: null, examples: null, item: null, chosen: null, told: null, ended: false, note: "", view: "rest", results: null, changed: () => {} },

    async begin() {
      const { level, names } = room.wishes;
      const face = rater.begin(level, names);
      Object.assign(room, { face, shown: null, ended: false, results: null });
      bring("h2");
      const shown = await part(face);
      if (room.face !== face) return;
      room.shown = shown;
      parts.load("rating-examples").then((found) => (room.examples = found)); // there when an item is missed
      rater.look(); // only now is there anything to grade
      room.changed();
    },

    choose(grade) {
      Object.assign(room, { chosen: grade, note: "" });
      room.changed();
    },

    look(view) {
      room.view = view;
      room.changed();
    },

    check() {
      const [scale, { name }] = room.item;
      if (room.chosen === null) {
        room.note = say("rating.choose");
        return room.changed();
      }
      const { known, rule } = opened(room.shown.sealed[name], room.chosen);
      const said = Number(room.chosen);
      room.told = { said, known, rule, away: off(scale, said, known, about.near) };
      room.face = rater.grade(room.face, name, said, known);
      room.changed("button.main");
    },

    next() {
      if (rater.left(room.face).length) return bring("h2");
      room.ended = true;
      room.changed("h2");
      const { next } = rater.state(room.face.level);
      if (next !== null) part({ level: room.face.level, number: next }); // it is there when it is asked for
    },

    stop() {
      Object.assign(room, { face: null, shown: null, told: null, ended: false, note: "" });
      room.changed("h2");
    },

    /** Pictures of the grades around the model's, where the item was missed: [grade, base64]. */
    beside() {
      const [scale, { name }] = room.item;
      if (!room.told?.away || !room.examples) return [];
      const at = room.examples.at[name];
      return beside(scale, room.told.known, at).map((grade) => [grade, room.examples.pictures[at[grade]]]);
    },

    /** Items of the face whose grades differ from the model's, the farthest first: [scale, item, said, known]. */
    missed() {
      const known = rater.known(room.face);
      const rows = graded(about, room.face).map(([scale, item]) => [scale, item, room.face.scores[item.name], known[item.name]]);
      const steps = ([scale, , said, model]) => Math.abs(off(scale, said, model, about.near)) / (scale.name === "eface" ? 20 : 1);
      return rows.filter((row) => steps(row)).sort((a, b) => steps(b) - steps(a));
    },

    /** Compares all gradings of a level, or of every one; what was not told on this page is opened now. */
    async compare(level = null) {
      const rated = rater.ratings(level);
      const count = rated.length;
      const [mine, { face }] = [(comparing = {}), room];
      const goesOn = () => comparing === mine && room.face === face; // no other face, level or comparison is asked for
      for (const [k, one] of rated.entries()) {
        await learn(one, () => {
          if (!goesOn()) return;
          room.note = say("rating.working", { at: k + 1, count });
          room.changed();
        });
        if (!goesOn()) return;
      }
      room.results = { count, rows: resultsOf(rated, rater.known, about) };
      room.note = "";
      room.changed();
    },
  };

  /** The next item of the face comes on screen. */
  function bring(focus) {
    const [item] = rater.left(room.face);
    Object.assign(room, { item, chosen: null, told: null, note: "", view: item[1].view });
    rater.look();
    room.changed(focus);
  }

  /** The model's grades of a face that somebody graded elsewhere; `begun` is called where some are not known. */
  async function learn(one, begun) {
    const known = rater.known(one);
    const missing = Object.keys(one.scores).filter((name) => !(name in known));
    if (!missing.length) return;
    const { sealed } = await part(one);
    const lowest = (name) => String(itemOf(about, name).options[0][0]);
    begun();
    const found = {};
    for (const name of missing.filter((name) => name in sealed)) {
      await new Promise((done) => setTimeout(done)); // a seal takes a while: the page answers in between
      found[name] = opened(sealed[name], lowest(name)).known;
    }
    rater.learn(one, { ...rater.known(one), ...found });
  }
  return room;
}

const itemOf = ({ scales }, name) => scales.flatMap(({ items }) => items).find((one) => one.name === name);
const graded = ({ scales }, face) => scales.flatMap((scale) => scale.items.filter(({ name }) => name in face.scores).map((item) => [scale, item]));
