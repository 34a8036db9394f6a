// Plan mode: points and units; a balance of whole muscles, its curve of asymmetry against movement, and what each limit of movement costs.

import { html, nothing } from "lit-html";
import { expressionName, muscleSide, say } from "../core/messages.js";
import { button, menu } from "./elements.js";
import { planChart } from "./plan_chart.js";
import { range } from "./slider.js";
import { treatmentPart } from "./treatment.js";

const MOST_NAMED = 8; // muscles

export const planPanel = (app, { ui, state }) => html`<section class="fm-panel fm-plan" aria-label=${say("mode.plan")} ?hidden=${ui.mode !== "plan"}>
  ${treatmentPart(app, { ui })}
  <h3>${say("plan.muscles")}</h3>
  <p>${say("plan.hint")}</p>
  ${askBar(app, ui)}
  <div class="fm-two" ?hidden=${!ui.plan.asked}>
    <div>${planChart(ui.plan, (at) => app.planning.holds && app.planning.move(at))}${floor(app, ui)}</div>
    ${verdict(app, ui, state)}
  </div>
  <p class="fm-small">${app.lab.statements.plan}</p>
  <p class="fm-small">${app.lab.statements.studies}</p>
</section>`;

const askBar = ({ id, planning }, { plan }) => html`<div class="fm-buttons fm-add">
  ${menu({
    id: `${id}-eyes`,
    label: say("plan.eyes"),
    groups: [[null, [["gently", say("plan.eyes_gently")], ["with effort", say("plan.eyes_effort")]]]],
    chosen: plan.eyes,
    disabled: !planning.asks,
    onchoose: (eyes) => planning.choose({ eyes }),
  })}
  ${menu({
    id: `${id}-healthy`,
    label: say("plan.healthy"),
    groups: [[null, ["spare", "leave", "use"].map((value) => [value, say(`plan.healthy_${value}`)])]],
    chosen: plan.healthy,
    disabled: !planning.asks,
    onchoose: (healthy) => planning.choose({ healthy }),
  })}
  ${button("propose", () => planning.ask("plan"), { disabled: !planning.ready })}
</div>`;

function floor({ id, planning }, { plan: { proposal, at } }) {
  const keep = proposal ? say("plan.floor_value", { percent: Math.round(100 * proposal.curve[at].keep) }) : "";
  const most = proposal ? proposal.curve.length - 1 : 1;
  return html`<div class="fm-row-head"><label for="${id}-floor">${say("plan.floor")}</label><span class="fm-value">${keep}</span></div>
    ${range({ id: `${id}-floor`, most, value: at, spoken: keep, disabled: !planning.holds, on: { input: (event) => planning.move(+event.currentTarget.value) } })}`;
}

const verdict = ({ lab, planning }, { plan }, { side }) => html`<div>
  <p role="status">${planning.words()}</p>
  ${plan.waiting ? html`<p class="fm-waiting"><progress aria-label=${say("plan.planning")}></progress> <span aria-hidden="true">${plan.waited} s</span></p>` : nothing}
  <p class="fm-small">${plan.proposal ? costWords(lab, plan.proposal.curve[plan.at]) : ""}</p>
  <p class="fm-small">${plan.proposal ? muscleWords(lab, plan, side) : ""}</p>
  ${button("points_for_plan", () => planning.ask("points"), { hidden: !planning.asks, disabled: plan.waiting || !planning.holds })}
</div>`;

/** What one per cent more of each limit of movement would cost. */
function costWords(lab, { floor_cost }) {
  if (!floor_cost.length) return say("plan.floors_free");
  const costs = floor_cost.map(([name, mm]) => {
    const [task, side] = name.split(" ");
    return say("plan.floor_cost", { task: expressionName(lab, task), side: say(`side.${side}`), mm: mm.toFixed(3) });
  });
  return `${say("plan.floors_cost")} ${costs.join("; ")}.`;
}

function muscleWords({ statements }, { proposal: { curve, within_healthy }, at, healthy }, side) {
  const weaker = Object.entries(curve[at].dampening).slice(0, MOST_NAMED);
  const spared = healthy === "spare" && Object.keys(curve[at].dampening).some((name) => /_(left|right)$/.test(name) && !name.endsWith(side));
  if (!weaker.length) return within_healthy ? statements.within_healthy : statements.not_worth_it;
  return `${say("plan.takes")} ${weaker.map(([name, share]) => say("plan.weaker", { muscle: muscleSide(name), percent: Math.round(100 * share) })).join(", ")}.${spared ? ` ${say("plan.healthy_too")}` : ""}`;
}
