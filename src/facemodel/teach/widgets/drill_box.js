// A drill on screen: a head from the front to click on, what is seen of the muscle, and the reply. Python or a page judges.

const SVG = "http://www.w3.org/2000/svg";
const STEP_MM = 1; // of an arrow key; with Shift five of them

/**
 * @param place ([x, y]) a click, in mm of the picture, y down; next () the button
 * @returns show(state): { picture, alt, box [left, top, width, height] mm, title, lines, overlay { kind, path } or null, clicked [x, y] or null,
 *   site [x, y] or null, truth: outline that is shown after the answer or "", reply, hit, button, progress }
 */
export function mountDrill(element, { place, next }) {
  const root = make("div", "fm-drill");
  const title = make("h3");
  const lines = make("div");
  const picture = make("div", "fm-drill-picture");
  const image = make("img");
  const drawing = document.createElementNS(SVG, "svg");
  const reply = make("div", "fm-drill-reply");
  reply.setAttribute("role", "status");
  const button = make("button");
  button.type = "button";
  button.addEventListener("click", () => next());
  const progress = make("p", "fm-drill-progress");
  picture.append(image, drawing);
  picture.tabIndex = 0;
  picture.setAttribute("role", "application");
  root.append(title, lines, picture, reply, button, progress);
  element.replaceChildren(root);
  let now = null;
  let cross = null; // moved by keys

  picture.addEventListener("click", (event) => {
    const { left, top, width, height } = picture.getBoundingClientRect();
    const [x, y, w, h] = now.box;
    give([x + (w * (event.clientX - left)) / width, y + (h * (event.clientY - top)) / height]);
  });
  picture.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!open() || !(way || event.key === "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y, w, h] = now.box;
    cross ??= [x + w / 2, y + h / 2];
    if (!way) return give(cross);
    const by = STEP_MM * (event.shiftKey ? 5 : 1);
    cross = [cross[0] + by * way[0], cross[1] + by * way[1]];
    draw();
  });

  const open = () => now && !now.button && !now.ended;
  function give(at) {
    if (open()) place(at.map((mm) => Math.round(100 * mm) / 100));
  }

  function draw() {
    const { overlay, truth, clicked, site } = now;
    const parts = [];
    if (overlay?.path) parts.push(path(overlay.path, `fm-drill-${overlay.kind}`));
    if (truth) parts.push(path(truth, "fm-drill-outline"));
    if (site && clicked) parts.push(line(clicked, site));
    if (site) parts.push(ring(site, "fm-drill-site"));
    if (clicked) parts.push(ring(clicked, now.hit ? "fm-drill-hit" : "fm-drill-click"));
    if (cross && open()) parts.push(path(`M${cross[0] - 4} ${cross[1]}h8M${cross[0]} ${cross[1] - 4}v8`, "fm-drill-cross"));
    drawing.replaceChildren(...parts);
  }

  return function show(state) {
    if (state.title !== now?.title) cross = null;
    now = state;
    title.textContent = state.title;
    lines.replaceChildren(...state.lines.map((text) => make("p", "", text)));
    if (image.src !== state.picture) image.src = state.picture;
    image.alt = "";
    picture.setAttribute("aria-label", state.alt);
    picture.hidden = !state.picture;
    drawing.setAttribute("viewBox", state.box.join(" "));
    reply.replaceChildren(...(state.reply ? [make("p", state.hit ? "fm-drill-good" : "", state.reply)] : []));
    button.textContent = state.button;
    button.hidden = !state.button;
    progress.textContent = state.progress;
    draw();
  };
}

function render({ model, el }) {
  const show = mountDrill(el, {
    place(at) {
      model.set("clicked", at);
      model.save_changes();
    },
    next: () => model.send({ kind: "next" }),
  });
  const drawn = () => show(model.get("_shown"));
  model.on("change:_shown", drawn);
  drawn();
  return () => model.off("change:_shown", drawn);
}

function path(d, kind) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("d", d);
  made.setAttribute("class", kind);
  return made;
}

const line = ([x1, y1], [x2, y2]) => path(`M${x1} ${y1}L${x2} ${y2}`, "fm-drill-line");

function ring([x, y], kind) {
  const made = document.createElementNS(SVG, "circle");
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: 1.8, class: kind })) made.setAttribute(name, value);
  return made;
}

function make(tag, kind = "", text = "") {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
}

export default { render };
