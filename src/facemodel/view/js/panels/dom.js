// Small helpers to make elements; text always goes in as text, never as markup.

let serial = 0;
export const freshId = (stem) => `facemodel-${stem}-${++serial}`;

/** h("label", { class: "x", for: id, onclick: f }, "text", child) -> element */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

/** Writes only what differs, so that screen readers and layout stay quiet. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A row of exclusive choices drawn as one bar of buttons: native radio inputs. */
export function choices(label, options, onchoose, { showLabel = true } = {}) {
  const name = freshId("choice");
  const inputs = new Map();
  const buttons = options.map(([value, text, accessible]) => {
    const id = freshId("option");
    const input = h("input", { type: "radio", name, id, value, onchange: () => onchoose(value) });
    inputs.set(value, input);
    return h("span", { class: "fm-option" }, input, h("label", { for: id, title: accessible, class: `fm-option-${value}` }, text));
  });
  const element = h(
    "fieldset",
    { class: "fm-choices" },
    h("legend", { class: showLabel ? "fm-legend" : "fm-sr" }, label),
    h("span", { class: "fm-bar" }, ...buttons),
  );
  return {
    element,
    set(value) {
      for (const [one, input] of inputs) input.checked = one === value;
    },
    enable(on) {
      element.disabled = !on;
    },
  };
}

/** A labelled menu; groups = [[heading, [[value, text], ...]], ...]. */
export function menu(label, groups, onchoose) {
  const id = freshId("menu");
  const select = h("select", { id, onchange: () => onchoose(select.value) });
  for (const [heading, options] of groups) {
    const parent = heading ? h("optgroup", { label: heading }) : select;
    for (const [value, text] of options) parent.append(h("option", { value }, text));
    if (heading) select.append(parent);
  }
  return {
    element: h("div", { class: "fm-field" }, h("label", { for: id }, label), select),
    select,
    set(value, text) {
      if (![...select.options].some((option) => option.value === value)) select.append(h("option", { value }, text ?? value));
      select.value = value;
    },
  };
}
