// The list of keys.

import { html } from "lit-html";
import { say, shortcuts } from "../core/messages.js";
import { button } from "./elements.js";

export const helpPanel = ({ actions }, { ui }) => html`<div class="fm-help" role="dialog" aria-label=${say("shortcut.label")} ?hidden=${!ui.help}>
  <table>
    <caption>${say("shortcut.label")}</caption>
    <tbody>${shortcuts.map(([keys, what]) => html`<tr><th scope="row">${keys}</th><td>${what}</td></tr>`)}</tbody>
  </table>
  ${button("close", () => actions.help(false))}
</div>`;
