// A scan with its landmarks: turn it, choose a name, click where it belongs. Nothing of it leaves the page but
// the points, which the kernel asked for.
const VERTEX = `#version 300 es
in vec3 place; uniform mat4 view; uniform vec2 window; out vec3 seen;
void main() { vec4 p = view * vec4(place, 1.0); seen = p.xyz;
  gl_Position = vec4(p.xy / window, -p.z / 8.0, 1.0); }`;
const FRAGMENT = `#version 300 es
precision highp float; in vec3 seen; out vec4 ink;
void main() { vec3 n = normalize(cross(dFdx(seen), dFdy(seen)));
  float light = 0.25 + 0.75 * abs(n.z) * (0.8 + 0.2 * n.y);
  ink = vec4(light * vec3(0.87, 0.76, 0.69), 1.0); }`;
const TURN_PER_PX = 0.008;
const STILL_PX = 4; // a press that moves less is a click

async function render({ model, el }) {
  const texts = model.get("_texts"), names = model.get("_names");
  const root = make("div", "fm-clicks");
  root.append(make("style", "", STYLE));
  const canvas = make("canvas"), marks = make("div", "fm-clicks-marks"), picture = make("div", "fm-clicks-picture");
  canvas.setAttribute("aria-label", texts.picture);
  canvas.tabIndex = 0;
  picture.style.height = `${model.get("height")}px`;
  picture.append(canvas, marks);
  const list = make("div", "fm-clicks-list"), tools = make("div", "fm-clicks-tools"), told = make("p");
  told.setAttribute("role", "status");
  root.append(picture, list);
  el.replaceChildren(root);
  const gl = canvas.getContext("webgl2", { antialias: true, preserveDrawingBuffer: true });
  if (!gl) {
    picture.replaceChildren(make("p", "", texts.no_webgl));
    return undefined;
  }
  told.textContent = texts.waiting;
  list.append(told);
  const [places, corners] = await scan(model);
  const program = build(gl, places, corners);
  let turn = model.get("_turn"), zoom = 0.95, shift = [0, 0], chosen = names[0].id;

  const clicked = () => ({ ...model.get("clicked") });
  const keep = (points) => {
    model.set("clicked", points);
    model.save_changes();
  };
  const buttons = new Map();
  names.forEach(({ id, label }, k) => {
    const button = make("button", "", `${k + 1}  ${label}`);
    button.type = "button";
    button.addEventListener("click", () => choose(id));
    buttons.set(id, button);
    list.append(button);
  });
  for (const [word, act] of [
    ["undo", () => { const { [chosen]: _, ...rest } = clicked(); keep(rest); }],
    ["roll", () => { turn = times([0, 1, 0, -1, 0, 0, 0, 0, 1], turn); draw(); }],
    ["tip", () => { turn = times([1, 0, 0, 0, 0, -1, 0, 1, 0], turn); draw(); }],
    ["turn", () => { turn = times([0, 0, 1, 0, 1, 0, -1, 0, 0], turn); draw(); }],
  ]) {
    const button = make("button", "", texts[word]);
    button.type = "button";
    button.addEventListener("click", act);
    tools.append(button);
  }
  list.append(tools, told);

  function choose(id) {
    chosen = id;
    refresh();
  }
  function refresh() {
    const points = clicked(), left = names.filter(({ id }) => !(id in points));
    for (const [id, button] of buttons) {
      button.setAttribute("aria-pressed", String(id === chosen));
      button.classList.toggle("fm-done", id in points);
    }
    told.textContent = left.length ? texts.to_go.replace("{n}", left.length) : texts.done;
    draw();
  }
  const scale = () => [canvas.clientWidth / canvas.clientHeight / zoom, 1 / zoom];
  const onScreen = (p) => {
    const [x, y, z] = apply(turn, p), [w, h] = scale();
    return [((x + shift[0]) / w + 1) / 2 * canvas.clientWidth, (1 - (y + shift[1]) / h) / 2 * canvas.clientHeight, z];
  };
  function draw() {
    const ratio = globalThis.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
    canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    const [a, b, c, d, e, f, g, h, i] = turn;
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0.94, 0.94, 0.94, 1);
    gl.enable(gl.DEPTH_TEST);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.uniformMatrix4fv(program.view, false, [a, d, g, 0, b, e, h, 0, c, f, i, 0, shift[0], shift[1], 0, 1]);
    gl.uniform2f(program.window, ...scale());
    gl.drawElements(gl.TRIANGLES, corners.length, gl.UNSIGNED_INT, 0);
    const points = clicked();
    marks.replaceChildren(...names.flatMap(({ id }, k) => {
      if (!(id in points)) return [];
      const dot = make("span", id === chosen ? "fm-now" : "", String(k + 1));
      const [x, y] = onScreen(points[id]);
      dot.style.transform = `translate(${x}px, ${y}px)`;
      return [dot];
    }));
  }
  function click(x, y) {
    const [w, h] = scale();
    const at = [(2 * x / canvas.clientWidth - 1) * w - shift[0], (1 - 2 * y / canvas.clientHeight) * h - shift[1]];
    const hit = nearest(places, corners, turn, at);
    if (!hit) return;
    const points = { ...clicked(), [chosen]: hit };
    const next = names.find(({ id }) => !(id in points));
    if (next) chosen = next.id;
    keep(points);
    refresh();
  }

  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, moved: 0 };
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    const dx = event.clientX - from.x, dy = event.clientY - from.y;
    from = { x: event.clientX, y: event.clientY, moved: from.moved + Math.hypot(dx, dy) };
    if (from.moved < STILL_PX) return;
    if (event.shiftKey || event.buttons === 2) {
      const px = 2 * scale()[1] / canvas.clientHeight;
      shift = [shift[0] + dx * px, shift[1] - dy * px];
    } else {
      turn = times(times(about(0, dy * TURN_PER_PX), about(1, dx * TURN_PER_PX)), turn);
    }
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    const box = canvas.getBoundingClientRect();
    if (from && from.moved < STILL_PX) click(event.clientX - box.left, event.clientY - box.top);
    from = null;
  });
  canvas.addEventListener("pointercancel", () => { from = null; });
  canvas.addEventListener("contextmenu", (event) => event.preventDefault());
  canvas.addEventListener("wheel", (event) => {
    if (!canvas.matches(":focus")) return; // the page scrolls until the scan was pressed
    event.preventDefault();
    zoom = Math.min(12, Math.max(0.4, zoom * Math.exp(-event.deltaY / 600)));
    draw();
  }, { passive: false });
  const say = (message) => {
    if (message?.kind === "refused") told.textContent = message.text;
  };
  model.on("change:clicked", refresh);
  model.on("msg:custom", say);
  const watch = new ResizeObserver(draw);
  watch.observe(canvas);
  refresh();
  return () => {
    watch.disconnect();
    model.off("change:clicked", refresh);
    model.off("msg:custom", say);
    gl.getExtension("WEBGL_lose_context")?.loseContext();
  };
}

/** Places and corners of the scan: asked for, as what is part of a widget is saved in the notebook. */
function scan(model) {
  return new Promise((found) => {
    const take = (message, buffers) => {
      if (message?.kind !== "scan") return;
      model.off("msg:custom", take);
      found([new Float32Array(bytes(buffers[0])), new Uint32Array(bytes(buffers[1]))]);
    };
    model.on("msg:custom", take);
    model.send({ kind: "scan" });
  });
}

/** The foremost place [x, y, z] of the scan under `at` = [x, y] on the turned picture, or null. */
export function nearest(places, corners, turn, at) {
  let best = -Infinity, hit = null;
  const p = [0, 0, 0], q = new Float64Array(9);
  for (let t = 0; t < corners.length; t += 3) {
    for (let k = 0; k < 3; k++) {
      const i = 3 * corners[t + k];
      p[0] = places[i]; p[1] = places[i + 1]; p[2] = places[i + 2];
      for (let row = 0; row < 3; row++) q[3 * k + row] = turn[3 * row] * p[0] + turn[3 * row + 1] * p[1] + turn[3 * row + 2] * p[2];
    }
    const area = (q[3] - q[0]) * (q[7] - q[1]) - (q[6] - q[0]) * (q[4] - q[1]);
    if (Math.abs(area) < 1e-14) continue;
    const b = ((at[0] - q[0]) * (q[7] - q[1]) - (q[6] - q[0]) * (at[1] - q[1])) / area;
    const c = ((q[3] - q[0]) * (at[1] - q[1]) - (at[0] - q[0]) * (q[4] - q[1])) / area;
    if (b < 0 || c < 0 || b + c > 1) continue;
    const z = (1 - b - c) * q[2] + b * q[5] + c * q[8];
    if (z <= best) continue;
    best = z;
    hit = [0, 1, 2].map((axis) => [1 - b - c, b, c].reduce((sum, w, k) => sum + w * places[3 * corners[t + k] + axis], 0));
  }
  return hit;
}

function build(gl, places, corners) {
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.useProgram(program);
  for (const [kind, data] of [[gl.ARRAY_BUFFER, places], [gl.ELEMENT_ARRAY_BUFFER, corners]]) {
    gl.bindBuffer(kind, gl.createBuffer());
    gl.bufferData(kind, data, gl.STATIC_DRAW);
  }
  const at = gl.getAttribLocation(program, "place");
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, 3, gl.FLOAT, false, 0, 0);
  return { view: gl.getUniformLocation(program, "view"), window: gl.getUniformLocation(program, "window") };
}

const bytes = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);
const apply = (m, p) => [0, 3, 6].map((row) => m[row] * p[0] + m[row + 1] * p[1] + m[row + 2] * p[2]);
const times = (m, n) => [0, 3, 6].flatMap((row) => [0, 1, 2].map((k) => m[row] * n[k] + m[row + 1] * n[3 + k] + m[row + 2] * n[6 + k]));

function about(axis, angle) {
  const c = Math.cos(angle), s = Math.sin(angle);
  return axis ? [c, 0, s, 0, 1, 0, -s, 0, c] : [1, 0, 0, 0, c, -s, 0, s, c];
}

function make(kind, className = "", text = "") {
  const node = document.createElement(kind);
  if (className) node.className = className;
  node.textContent = text; // never as markup
  return node;
}

const STYLE = `
.fm-clicks { display: flex; flex-wrap: wrap; gap: 12px; font: 14px/1.4 system-ui, sans-serif; }
.fm-clicks-picture { position: relative; flex: 3 1 320px; min-height: 240px; overflow: hidden; }
.fm-clicks canvas { width: 100%; height: 100%; touch-action: none; cursor: crosshair; display: block; outline-offset: -2px; }
.fm-clicks-marks { position: absolute; inset: 0; pointer-events: none; }
.fm-clicks-marks span { position: absolute; left: -9px; top: -9px; width: 18px; height: 18px; border-radius: 9px;
  background: rgba(0, 90, 160, .85); color: #fff; font-size: 11px; line-height: 18px; text-align: center; }
.fm-clicks-marks .fm-now { background: #b33c00; }
.fm-clicks-list { flex: 1 1 240px; display: flex; flex-direction: column; gap: 4px; }
.fm-clicks-list button { text-align: left; padding: 5px 8px; min-height: 30px; border: 1px solid #888; border-radius: 4px;
  background: #fff; color: #222; font: inherit; cursor: pointer; }
.fm-clicks-list button[aria-pressed="true"] { border: 2px solid #b33c00; padding: 4px 7px; font-weight: 600; }
.fm-clicks-list .fm-done::after { content: " \\2713"; color: #00695c; }
.fm-clicks-tools { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 6px; }
.fm-clicks p { margin: 4px 0; }
`;

export default { render };
