// The list of keys.

import { html } from "lit-html";
import { say } from "../core/messages.js";
import { button } from "./elements.js";

export const helpPanel = ({ actions }, { ui }) => html`<div class="fm-help" role="dialog" aria-label=${say("help_title")} ?hidden=${!ui.help}>
  <table>
    <caption>${say("help_title")}</caption>
    <tbody>${say("help_rows").map(([keys, what]) => html`<tr><th scope="row">${keys}</th><td>${what}</td></tr>`)}</tbody>
  </table>
  ${button("close", () => actions.help(false))}
</div>`;
