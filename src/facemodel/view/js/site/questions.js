// The page of questions: practice by kind, what is to be asked again today, and a test before and after.

import { html, nothing, render } from "lit-html";
import { say } from "./texts.js";
import { dayOf } from "../core/now.js";
import { createRecord, due, scored } from "./record.js";
import { opened } from "./sealed.js";

const KEY = "questions"; // of the store: which are being asked
const TRIES = 2; // wrong answers after which the reply tells the right one
const FORMS = ["pre", "post"];

/** @param element where the page goes; { parts, store } */
export async function openQuestions(element, { parts, store }) {
  const bank = await parts.load("questions");
  const record = createRecord(store);
  const room = createRoom(bank, parts, store, record);
  const draw = () => render(room.asking ? asked(room) : home(room), element);
  const focus = () => element.querySelector("h2")?.focus({ preventScroll: true });
  room.changed = (moved) => {
    draw();
    if (moved) focus();
  };
  draw();
  await room.picture();
  return room;
}

/** What is being asked, as the store keeps it: { form, queue: [[kind, seed]], at, entry: of the record, or -1 }. */
function createRoom(bank, parts, store, record) {
  const items = new Map(Object.entries(bank.pool).flatMap(([kind, list]) => list.map((one) => [`${kind} ${one.seed}`, { ...one, kind }])));
  for (const form of FORMS) for (const one of bank.tests[form]) items.set(`${one.kind} ${one.seed}`, one);
  let asking = store.read(KEY);
  const known = (one) => Array.isArray(one) && items.has(one.join(" "));
  if (!Array.isArray(asking?.queue) || !asking.queue.every(known) || !asking.queue[asking.at]) asking = null; // of another folder
  let noting = null;

  const keep = (value, moved = true) => {
    asking = value;
    store.write(KEY, value);
    room.changed(moved);
  };
  const bring = () => {
    const item = room.item;
    const { form } = asking;
    noting = record.note({ what: "item", kind: item.kind, seed: item.seed, form }, asking.entry);
    Object.assign(room, { chosen: "", sure: "", reply: null, shown: null });
    return room.picture();
  };

  const room = {
    ...{ bank, record, chosen: "", sure: "", reply: null, shown: null, changed: () => {} },
    get asking() {
      return asking;
    },
    get item() {
      return items.get(asking.queue[asking.at].join(" "));
    },
    get last() {
      return asking.at === asking.queue.length - 1;
    },
    /** First answers of a form, of items of this folder. */
    of: (form) => record.entries().filter((one) => one.what === "item" && (one.form ?? "practice") === form),
    due: () => due(record.entries(), dayOf()).filter(([kind, seed]) => items.has(`${kind} ${seed}`)),
    begin(form, queue) {
      keep({ form, queue, at: 0, entry: -1 });
      return bring();
    },
    /** Those of a test that are not answered yet. */
    test: (form) => room.begin(form, bank.tests[form].filter((one) => !room.of(form).some(({ kind, seed }) => kind === one.kind && seed === one.seed)).map(({ kind, seed }) => [kind, seed])),
    /** Items of a kind, or of all, that were never practised; after them those that were, in an order by chance. */
    practise(kind) {
      const met = new Set(room.of("practice").map((one) => `${one.kind} ${one.seed}`));
      const all = mixed([...Object.keys(bank.pool)].filter((name) => !kind || name === kind).flatMap((name) => bank.pool[name].map(({ seed }) => [name, seed])));
      const fresh = all.filter((pair) => !met.has(pair.join(" ")));
      return room.begin("practice", fresh.length ? fresh : all);
    },
    check() {
      const { form } = asking;
      if (!room.chosen || !room.sure) room.reply = say("questions.both");
      else {
        const { right, text } = opened(room.item.sealed, room.chosen);
        const entry = noting.answer(room.chosen, right, noting.entry ? {} : { confidence: bank.confidence[room.sure] });
        const test = FORMS.includes(form);
        const told = right || (entry.tries ?? 1) >= TRIES;
        room.reply = test ? say("questions.noted") : `${say(right ? "lesson.yes" : "questions.no")} ${told ? text : room.item.hint}`;
        room.done = test || told;
        asking = { ...asking, entry: noting.at };
        store.write(KEY, asking);
      }
      room.changed(false);
    },
    next() {
      room.done = false;
      if (room.last) return keep(null);
      keep({ ...asking, at: asking.at + 1, entry: -1 });
      return bring();
    },
    stop() {
      room.done = false;
      keep(null);
    },
    /** Stills of the item, loaded with those of its kind. */
    async picture() {
      if (!asking || !room.item.pictures) return;
      const item = room.item;
      const stills = await parts.load(`questions-${item.kind.replaceAll("_", "-")}`);
      if (asking && room.item === item) room.shown = item.pictures.map((k) => stills[k]);
      room.changed(false);
    },
  };
  if (asking) {
    noting = record.note({ what: "item", kind: room.item.kind, seed: room.item.seed, form: asking.form }, asking.entry);
    const { entry } = noting;
    const test = FORMS.includes(asking.form);
    room.done = Boolean(entry) && (test || entry.solved || (entry.tries ?? 1) >= TRIES);
    room.reply = room.done && test ? say("questions.noted") : null;
  }
  return room;
}

function mixed(list) {
  for (let k = list.length - 1; k > 0; k--) {
    const other = Math.floor(Math.random() * (k + 1));
    [list[k], list[other]] = [list[other], list[k]];
  }
  return list;
}

const button = (text, act, off = false) => html`<button type="button" ?disabled=${off} @click=${act}>${text}</button>`;

function home(room) {
  const waiting = room.due();
  const names = Object.fromEntries(room.bank.kinds);
  return html`<h2 tabindex="-1">${say("questions.today")}</h2>
    <p class="row">
      ${button(waiting.length ? say("questions.due", { count: waiting.length }) : say("questions.none_due"), () => room.begin("again", waiting), !waiting.length)}
      ${button(say("questions.all"), () => room.practise(""))}
    </p>
    <p>${say("questions.spaced")}</p>
    <h2>${say("questions.test")}</h2>
    <p>${say("questions.test_about", { count: room.bank.tests.pre.length })}</p>
    ${FORMS.map((form) => testRow(room, form))}
    <h2>${say("questions.kinds")}</h2>
    <ul class="kinds">${Object.keys(room.bank.pool).map((kind) => html`<li>${button(capital(names[kind]), () => room.practise(kind))} <small>${soFar(room.of("practice").filter((one) => one.kind === kind))}</small></li>`)}</ul>`;
}

function testRow(room, form) {
  const done = room.of(form);
  const { length } = room.bank.tests[form];
  const text = say(`questions.${form}`);
  if (done.length < length) return html`<p>${button(done.length ? say("questions.go_on", { test: text, done: done.length, count: length }) : text, () => room.test(form))}</p>`;
  return html`<p><strong>${text}:</strong> ${resultIn(scored(done))}</p>`;
}

function resultIn({ right, count, off }) {
  const way = Math.abs(off) < 0.05 ? "even" : off > 0 ? "too_sure" : "too_unsure";
  return say(`questions.${way}`, { right, count, by: `${Math.round(100 * Math.abs(off))} %` });
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
const soFar = (entries) => (entries.length ? say("questions.so_far", { right: entries.filter((one) => one.right).length, count: entries.length }) : "");

function asked(room) {
  const { item, asking } = room;
  const at = asking.at + 1;
  return html`<p class="where">${say(`questions.form_${asking.form}`)} · ${say("questions.where", { at, count: asking.queue.length })}</p>
    <h2 tabindex="-1">${item.question}</h2>
    ${item.pictures ? stills(room) : nothing}
    <fieldset><legend>${say("lesson.your_answer")}</legend>${item.options.map((text) => choice("option", text, room.chosen, (value) => (room.chosen = value), room))}</fieldset>
    <fieldset class="sure"><legend>${say("questions.how_sure")}</legend>${Object.keys(room.bank.confidence).map((text) => choice("sure", text, room.sure, (value) => (room.sure = value), room))}</fieldset>
    <p class="row">
      ${button(say("lesson.check"), room.check, room.done)}
      ${room.done ? button(say(room.last ? "questions.end" : "questions.next"), room.next) : nothing}
      ${button(say("questions.stop"), room.stop)}
    </p>
    <div role="status">${room.reply ? html`<p class="reply">${room.reply}</p>` : nothing}</div>`;
}

const choice = (name, text, chosen, take, room) => html`<label><input type="radio" name=${name} .checked=${text === chosen} ?disabled=${room.done} @change=${() => (take(text), room.changed(false))} /> ${text}</label>`;

function stills({ item, shown }) {
  const labels = [say("questions.rest"), say("questions.moved")];
  const alts = [labels[0], `${labels[1]}: ${item.seen.join("; ") || say("questions.nobody")}`];
  return html`<div class="stills">${item.pictures.map((_, k) => html`<figure>${shown ? html`<img src="data:image/jpeg;base64,${shown[k]}" alt=${alts[k]} width="300" height="398" />` : html`<div class="empty"></div>`}<figcaption>${labels[k]}</figcaption></figure>`)}</div>`;
}
