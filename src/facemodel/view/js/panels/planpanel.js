// Plan mode: a proposal of dampening, the curve of symmetry against range, and what each floor costs.

import { freshId, h, menu, setText } from "./dom.js";
import { expressionName, muscleName, say } from "../core/messages.js";

const WIDE = 460;
const HIGH = 190;
const EDGE = { left: 48, right: 12, top: 12, bottom: 38 };

/**
 * @param actions { ask(question) or null, take(dampening, gesture), points(question) or null }
 * @returns { element, update(key), receive(plan), answered(), failed(text) }
 *   `key` says for which case a plan holds; another key makes the plan stale
 */
export function planPanel(meta, actions, first = null) {
  const eyes = menu(say("plan_eyes"), [[null, [["gently", say("eyes_gently")], ["with effort", say("eyes_effort")]]]], () => {});
  const healthy = menu(
    say("plan_healthy"),
    [[null, ["spare", "leave", "use"].map((value) => [value, say(`healthy_${value}`)])]],
    () => {},
  );
  const propose = button("propose", () => question("plan"));
  const points = button("points_for_plan", () => question("points"));
  const chart = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, class: "fm-curve", "aria-hidden": "true" });
  const id = freshId("floor");
  const floor = h("input", { type: "range", id, min: 0, max: 1, step: 1, oninput: () => choose(+floor.value) });
  const value = h("span", { class: "fm-value" });
  const words = h("p", { role: "status" });
  const cost = h("p", { class: "fm-small" });
  const muscles = h("p", { class: "fm-small" });
  const body = h(
    "div",
    { class: "fm-two", hidden: true },
    h("div", {}, chart, h("div", { class: "fm-row-head" }, h("label", { for: id }, say("floor")), value), floor),
    h("div", {}, words, cost, muscles, points),
  );
  const element = h(
    "section",
    { class: "fm-panel fm-plan", "aria-label": say("mode_plan") },
    h("p", {}, say("plan_hint")),
    h("div", { class: "fm-buttons fm-add" }, eyes.element, healthy.element, propose),
    body,
    h("p", { class: "fm-small" }, say("plan_not_advice")),
    h("p", { class: "fm-small" }, say("plan_studies")),
  );
  let plan = null;
  let at = 0;
  let key = null;
  let made = null;
  let waiting = false;
  if (!actions.ask) [eyes, healthy].forEach((one) => (one.select.disabled = true));
  if (!actions.ask && !first) setText(words, say("plan_needs_kernel"));

  return { element, update, receive, answered, failed };

  function question(kind) {
    if (!actions.ask) return receive(first);
    waiting = true;
    enable();
    setText(words, say("planning"));
    body.hidden = false;
    actions.ask({ kind, eyes: eyes.select.value, healthy_side: healthy.select.value, keep: plan?.curve[at].keep });
  }

  /** Called with every change of the case: a plan holds for its condition, side, severity and person. */
  function update(now) {
    key = now;
    enable();
    if (plan && made !== key && !waiting) setText(words, say("plan_stale"));
  }

  function receive(reply) {
    waiting = false;
    plan = reply;
    made = key;
    body.hidden = false;
    floor.max = plan.curve.length - 1;
    draw();
    choose(plan.chosen, false);
  }

  /** Its points have come and stand elsewhere. */
  function answered() {
    waiting = false;
    if (plan) describe();
    enable();
  }

  function failed(text) {
    waiting = false;
    body.hidden = false;
    enable();
    setText(words, text);
  }

  function enable() {
    const ready = !waiting && (actions.ask || (first && (made === null || made === key)));
    propose.disabled = !ready;
    points.disabled = waiting || !plan || made !== key || !actions.ask;
    floor.disabled = !plan || made !== key;
    points.hidden = !actions.ask;
  }

  function choose(k, gesture = true) {
    at = k;
    const one = plan.curve[k];
    floor.value = String(k);
    floor.setAttribute("aria-valuetext", say("floor_value", { percent: Math.round(100 * one.keep) }));
    floor.style.setProperty("--fm-share", `${(100 * k) / (plan.curve.length - 1)}%`);
    setText(value, say("floor_value", { percent: Math.round(100 * one.keep) }));
    describe();
    const dear = one.floor_cost.map(([name, mm]) => {
      const [task, side] = name.split(" ");
      return say("floor_cost", { task: expressionName(task), side: say(side), mm: mm.toFixed(3) });
    });
    setText(cost, dear.length ? `${say("floors_cost")} ${dear.join("; ")}.` : say("floors_free"));
    const named = Object.entries(one.dampening).slice(0, 8).map(([name, share]) => say("dampened", { muscle: sided(name), percent: Math.round(100 * share) }));
    setText(muscles, named.length ? `${say("plan_takes")} ${named.join(", ")}.` : say(plan.within_healthy ? "plan_healthy_range" : "plan_nothing"));
    mark();
    enable();
    actions.take(one.dampening, gesture ? "plan" : null);
  }

  function describe() {
    const one = plan.curve[at];
    setText(
      words,
      say("plan_words", { before: plan.untouched_mm.toFixed(2), after: one.mirror_mm.toFixed(2), percent: Math.round(100 * one.least_kept) }),
    );
  }

  // x: movement kept by the weakest task; y: difference of the sides
  function draw() {
    const xs = plan.curve.map((one) => one.least_kept);
    const lowX = Math.min(0.95, Math.floor(Math.min(...xs) * 10) / 10);
    const highY = Math.max(plan.untouched_mm, ...plan.curve.map((one) => one.mirror_mm)) * 1.08 || 1;
    const x = (v) => EDGE.left + ((v - lowX) / (1 - lowX)) * (WIDE - EDGE.left - EDGE.right);
    const y = (v) => EDGE.top + (1 - v / highY) * (HIGH - EDGE.top - EDGE.bottom);
    const text = (at, words, attributes = {}) => svg("text", { x: at[0], y: at[1], ...attributes }, words);
    const ticksX = [0, 0.25, 0.5, 0.75, 1].map((s) => lowX + s * (1 - lowX));
    chart.replaceChildren(
      svg("path", { class: "fm-axis", d: `M${EDGE.left} ${EDGE.top}V${HIGH - EDGE.bottom}H${WIDE - EDGE.right}` }),
      svg("path", { class: "fm-untouched", d: `M${EDGE.left} ${y(plan.untouched_mm)}H${WIDE - EDGE.right}` }),
      text([WIDE - EDGE.right, y(plan.untouched_mm) - 4], say("untouched"), { "text-anchor": "end" }),
      ...ticksX.map((v) => text([x(v), HIGH - EDGE.bottom + 15], `${Math.round(100 * v)} %`, { "text-anchor": "middle" })),
      ...[0, 0.5, 1].map((s) => text([EDGE.left - 5, y((s * highY) / 1.08) + 4], ((s * highY) / 1.08).toFixed(1), { "text-anchor": "end" })),
      text([(EDGE.left + WIDE - EDGE.right) / 2, HIGH - 5], say("axis_kept"), { "text-anchor": "middle" }),
      text([0, 0], say("axis_mirror"), { transform: `translate(12 ${(HIGH - EDGE.bottom + EDGE.top) / 2}) rotate(-90)`, "text-anchor": "middle" }),
      svg("path", { class: "fm-line", d: plan.curve.map((one, k) => `${k ? "L" : "M"}${x(one.least_kept)} ${y(one.mirror_mm)}`).join("") }),
      ...plan.curve.map((one) => svg("circle", { class: "fm-dot", cx: x(one.least_kept), cy: y(one.mirror_mm), r: 4 })),
    );
    const dots = [...chart.querySelectorAll("circle")];
    dots.forEach((dot, k) => dot.addEventListener("click", () => !floor.disabled && choose(k)));
  }

  function mark() {
    chart.querySelectorAll("circle").forEach((dot, k) => {
      dot.classList.toggle("fm-here", k === at);
      dot.setAttribute("r", k === at ? 7 : 4);
    });
  }
}

function svg(tag, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

const sided = (name) => `${say(name.endsWith("_left") ? "left" : "right")} ${muscleName(name)}`;
const button = (key, onclick) => h("button", { type: "button", class: `fm-button fm-do-${key}`, onclick }, say(key));
