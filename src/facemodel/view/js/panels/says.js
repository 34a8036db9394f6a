// What happened, in a sentence; and, where another expression gets worse by it, which.

import { html, nothing } from "lit-html";
import { expressionName, say } from "../core/messages.js";

export const says = ({ lab, elsewhere }, { sentence, ui: { worse } }) => html`<div class="fm-says">
  <p class="fm-sentence">${sentence}</p> ${worse
    ? html`<p class="fm-elsewhere">${say("explain.elsewhere", { expression: expressionName(lab, worse.expression), before: worse.before.toFixed(2), after: worse.after.toFixed(2) })}
        <button type="button" class="fm-link" @click=${elsewhere.show}>${say("button.show_worse")}</button></p>`
    : nothing}
</div>`;
