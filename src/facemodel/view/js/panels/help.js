// Help in three leaves: this screen, words, keys. It lies beside the face, never over all of it.

import { html, nothing } from "lit-html";
import { leaves, say, shortcuts, words } from "../core/messages.js";
import { button, choices } from "./elements.js";

const LEAVES = ["screen", "words", "keys"];

export const helpPanel = ({ id, actions, ui: { set } }, { ui: { help } }) => html`<div class="fm-help" role="dialog" aria-label=${say("help.label")} ?hidden=${!help}>
  <div class="fm-help-head">
    ${choices({ id: `${id}-help`, label: say("help.label"), options: LEAVES.map((key) => [`help_${key}`, say(`help.${key}`)]), chosen: `help_${help || "screen"}`, onchoose: (key) => set({ help: key.slice(5) }), showLabel: false })}
    ${button("close", () => actions.help(false))}
  </div>
  <div class="fm-help-leaf" tabindex="0" role="region" aria-label=${say("help.label")}>${help ? leaf[help]() : nothing}</div>
</div>`;

const leaf = {
  screen: () => html`<ul>${leaves.map((text) => html`<li>${text}</li>`)}</ul>`,
  words: () => html`<dl>${words.map(([word, meaning]) => html`<div><dt>${word}</dt><dd>${meaning}</dd></div>`)}</dl>`,
  keys: () => html`<table><tbody>${shortcuts.map(([keys, what]) => html`<tr><th scope="row">${keys}</th><td>${what}</td></tr>`)}</tbody></table>`,
};
