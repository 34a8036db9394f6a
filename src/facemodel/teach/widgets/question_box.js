// A question with native fields, a button where it takes one, and the reply: Python grades, the page asks.
const CHOOSE = "choose";
const BUTTONS = [["_button", "check"], ["_give_up", "give_up"]]; // trait with its words, and what it asks for

function render({ model, el }) {
  const root = make("div", "fm-ask");
  const heading = make("div");
  heading.id = `fm-ask-${Math.random().toString(36).slice(2)}`;
  const reply = make("div");
  let asked = null; // what stands in the heading
  root.setAttribute("role", "group");
  root.setAttribute("aria-labelledby", heading.id);
  const fields = model.get("_fields").map((row) => MAKE[row.kind](row, (value) => tell(row.name, value), heading.id));
  root.append(heading, ...fields.map(({ node }) => node));
  const buttons = BUTTONS.map(([name, kind]) => {
    const button = make("button");
    button.type = "button";
    button.addEventListener("click", () => model.send({ kind }));
    root.append(button);
    return () => {
      button.textContent = model.get(name);
      button.hidden = !model.get(name);
    };
  });
  root.append(reply);
  el.replaceChildren(root);

  function tell(name, value) {
    const { [name]: _, ...others } = model.get("answer");
    model.set("answer", value === "" || value === false ? others : { ...others, [name]: value });
    model.save_changes();
  }
  function show() {
    // pictures that stand there already are not decoded again
    if (asked !== model.get("_question")) heading.innerHTML = asked = model.get("_question");
    buttons.forEach((shown) => shown());
    reply.innerHTML = model.get("reply");
    const answer = model.get("answer");
    for (const { name, set } of fields) set?.(answer[name]);
  }
  const names = ["change:answer", "change:reply", "change:_question", ...BUTTONS.map(([name]) => `change:${name}`)];
  for (const name of names) model.on(name, show);
  show();
  return () => names.forEach((name) => model.off(name, show));
}

const MAKE = {
  choice({ name, options }, tell, group) {
    const node = make("div");
    const boxes = options.map((text) => {
      const box = input("radio");
      box.name = group;
      box.addEventListener("change", () => tell(text));
      node.append(labelled(box, text));
      return [text, box];
    });
    return { node, name, set: (value) => boxes.forEach(([text, box]) => (box.checked = text === value)) };
  },
  tick({ name }, tell) {
    const box = input("checkbox");
    box.addEventListener("change", () => tell(box.checked));
    return { node: labelled(box, name), name, set: (value) => (box.checked = Boolean(value)) };
  },
  text({ name, hint, options }, tell, group) {
    const node = make("div");
    const box = input("text");
    box.placeholder = hint;
    box.setAttribute("aria-labelledby", group);
    // "input" as well: a button pressed at once must find what was typed
    for (const event of ["input", "change"]) box.addEventListener(event, () => tell(box.value));
    node.append(box);
    if (options.length) {
      const list = make("datalist");
      list.id = `${group}-list`;
      list.append(...options.map((text) => Object.assign(make("option"), { value: text })));
      box.setAttribute("list", list.id);
      node.append(list);
    }
    return { node, name, set: (value = "") => box.value !== value && (box.value = value) };
  },
  menu({ name, label, options }, tell) {
    const box = make("select");
    box.append(new Option(CHOOSE, ""), ...options.map((text) => new Option(text, text)));
    box.addEventListener("change", () => tell(box.value));
    const node = make("label", "fm-ask-menu", label);
    node.append(box);
    return { node, name, set: (value = "") => (box.value = value) };
  },
  words: ({ label }) => ({ node: make("p", "", label) }),
};

function labelled(box, text) {
  const label = make("label");
  label.append(box, make("span", "", text));
  return label;
}

function input(type) {
  const box = make("input");
  box.type = type;
  return box;
}

function make(tag, kind = "", text = "") {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
}

export default { render };
