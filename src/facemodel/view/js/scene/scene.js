// Faces side by side in one WebGL context, seen by one camera.

import { Scene, Vector3, WebGLRenderer } from "three";
import { OrbitControls } from "three/addons/controls/OrbitControls.js";
import { backdrop, setGround } from "./backdrop.js";
import { closeUpAt, closeUps, place, portraitCamera } from "./camera.js";
import { castRay, nearestVertex } from "../core/geometry.js";
import { createHead } from "./head.js";

const GAP = 2; // CSS px between panes
const ALL = Symbol("every pane");

/** Whether WebGL is drawn by the CPU (no GPU, a virtual machine, CI). Throws when there is no WebGL2. */
export function drawnBySoftware() {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) throw new Error("this browser has no WebGL2");
  const about = gl.getExtension("WEBGL_debug_renderer_info");
  const name = gl.getParameter(about ? about.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|softpipe|basic render|software/i.test(name);
}

export function createScene(element, bundle, options = {}) {
  const { panes = ["before", "after"], tone = "medium", quality = "auto", dark = false } = options;
  const fine = quality === "high" || (quality === "auto" && !drawnBySoftware());
  // without a GPU only panes that changed are drawn again, so the others must stay in the buffer
  const renderer = new WebGLRenderer({ antialias: fine, preserveDrawingBuffer: !fine, powerPreference: "high-performance" });
  renderer.setScissorTest(true);
  const canvas = renderer.domElement;
  canvas.style.cssText = "display:block;width:100%;height:100%;touch-action:none;outline-offset:-2px";
  canvas.tabIndex = 0;
  element.append(canvas);

  const camera = portraitCamera();
  const controls = new OrbitControls(camera, canvas);
  Object.assign(controls, { enableDamping: false, enablePan: true, minDistance: 80, maxDistance: 2500, rotateSpeed: 0.7 });
  // the wheel belongs to the page until the face has the focus; fingers and a held wheel zoom at any time
  const mayZoom = ({ type }) => (controls.enableZoom = type !== "wheel" || canvas.matches(":focus"));
  for (const type of ["wheel", "pointerdown"]) canvas.addEventListener(type, mayZoom, { capture: true, passive: true });
  const ground = backdrop();
  const scene = new Scene();
  scene.add(ground);
  const closer = closeUps(bundle);
  const heads = new Map();
  const listeners = new Map();
  const stale = new Set([ALL]);
  let names = [];
  let colours = tone;
  let seen = "front";
  let close = null;
  let touched = false;
  let queued = 0;
  let lost = false;
  let width = 1;
  let height = 1;

  function setPanes(wanted) {
    names = [...wanted];
    const spare = [...heads.keys()].filter((name) => !names.includes(name));
    for (const name of names) {
      if (heads.has(name)) continue;
      const old = spare.pop();
      heads.set(name, heads.get(old) ?? addHead());
      heads.delete(old);
    }
    for (const name of spare) {
      scene.remove(heads.get(name).group);
      heads.get(name).dispose();
      heads.delete(name);
    }
    if (!touched) view(seen, close);
    draw();
  }

  function addHead() {
    const head = createHead(bundle, fine);
    head.setTone(colours);
    scene.add(head.group);
    return head;
  }

  /** Rectangles of the panes, CSS px from the element's top left corner; side by side, stacked when narrow. */
  function layout() {
    const n = Math.max(1, names.length);
    const stacked = n > 1 && width / height < 0.9;
    const w = stacked ? width : Math.floor((width - GAP * (n - 1)) / n); // whole px: panes alike to the last one
    const h = stacked ? (height - GAP * (n - 1)) / n : height;
    return names.map((name, k) => ({ name, x: stacked ? 0 : k * (w + GAP), y: stacked ? k * (h + GAP) : 0, width: w, height: h }));
  }

  function render() {
    if (queued) cancelAnimationFrame(queued);
    queued = 0;
    if (lost || !names.length) return;
    const rows = layout();
    if (!(rows[0].width > 0 && rows[0].height > 0)) return; // not laid out yet: resize draws it
    camera.aspect = rows[0].width / rows[0].height;
    camera.updateProjectionMatrix();
    if (fine || stale.has(ALL)) {
      names.forEach((name) => stale.add(name));
      renderer.setClearColor(dimmed ? 0x17181a : 0xd9dadc, 1);
      renderer.setScissor(0, 0, width, height);
      renderer.clear();
    }
    for (const { name, x, y, width: w, height: h } of rows) {
      if (!stale.has(name)) continue;
      renderer.setViewport(x, height - y - h, w, h);
      renderer.setScissor(x, height - y - h, w, h);
      for (const [other, head] of heads) head.group.visible = other === name;
      heads.get(name).setPixels(h * renderer.getPixelRatio());
      renderer.render(scene, camera);
    }
    stale.clear();
    tell("rendered");
  }

  /** Many changes, one frame. */
  function draw(what = ALL) {
    stale.add(what);
    if (!queued) queued = requestAnimationFrame(render);
  }

  function resize() {
    const ratio = fine ? Math.min(globalThis.devicePixelRatio || 1, 2) : 1;
    const w = element.clientWidth;
    const h = element.clientHeight;
    if (!w || !h) return;
    if (w !== width || h !== height || ratio !== renderer.getPixelRatio()) {
      [width, height] = [w, h];
      renderer.setPixelRatio(ratio);
      renderer.setSize(w, h, false);
      if (!touched) view(seen, close);
    }
    stale.add(ALL);
    render(); // at once: a resized canvas is blank until it is drawn
    tell("change");
  }

  /** Looks from a side of VIEWS at the whole face, or at a part of it that closeUps names. */
  function view(name, part = null) {
    [seen, close] = [name, part];
    touched = false;
    const [first] = layout();
    if (!first) return;
    camera.aspect = first.width / first.height;
    controls.target.copy(place(camera, name, camera.aspect, closer[part]));
    camera.updateMatrixWorld();
    draw();
    tell("change");
  }

  /** Nearest vertex of the computing mesh under a point of the window, or null. */
  function pick(clientX, clientY) {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [clientX - box.left, clientY - box.top];
    const pane = layout().find((p) => x >= p.x && x < p.x + p.width && y >= p.y && y < p.y + p.height);
    if (!pane) return null;
    const head = heads.get(pane.name);
    camera.updateMatrixWorld();
    const far = new Vector3((2 * (x - pane.x)) / pane.width - 1, 1 - (2 * (y - pane.y)) / pane.height, 0.5).unproject(camera);
    const hit = castRay(head.positions, head.faces, camera.position.toArray(), far.sub(camera.position).normalize().toArray());
    return hit && { pane: pane.name, vertex: nearestVertex(head.coarse, hit.point), point: hit.point };
  }

  /** The part of the face under a point of the window, as closeUps names it, or null. */
  function partAt(clientX, clientY) {
    const hit = pick(clientX, clientY);
    return hit && closeUpAt(closer, bundle.arrays.rest.subarray(3 * hit.vertex, 3 * hit.vertex + 2));
  }

  /** Where a point of the head (mm) lies in a pane: CSS px from the element's top left corner. */
  function project(paneName, point) {
    const pane = layout().find((p) => p.name === paneName);
    camera.updateMatrixWorld();
    const at = new Vector3(...point).project(camera);
    return [pane.x + ((at.x + 1) / 2) * pane.width, pane.y + ((1 - at.y) / 2) * pane.height];
  }

  function screenshot() {
    // the drawing buffer is kept only until this task ends: draw and read in one go
    return new Promise((resolve, reject) => {
      render();
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture could not be read"))), "image/png");
    });
  }

  function on(event, f) {
    listeners.set(event, [...(listeners.get(event) ?? []), f]);
  }
  const tell = (event) => (listeners.get(event) ?? []).forEach((f) => f());

  const onLost = (event) => {
    event.preventDefault();
    lost = true;
    tell("lost");
  };
  const onRestored = () => {
    lost = false;
    renderer.setScissorTest(true);
    draw();
    tell("restored");
  };
  canvas.addEventListener("webglcontextlost", onLost);
  canvas.addEventListener("webglcontextrestored", onRestored);
  controls.addEventListener("change", () => draw());
  controls.addEventListener("start", () => (touched = true));
  const observer = new ResizeObserver(resize);
  observer.observe(element);

  let dimmed = dark;
  function setTheme(isDark) {
    dimmed = isDark;
    setGround(ground, isDark);
    draw();
  }

  setTheme(dark);
  setPanes(panes);
  resize();

  return {
    canvas,
    fine,
    camera,
    controls,
    layout,
    pick,
    project,
    view,
    partAt,
    /** Degrees by which the camera stands to the person's left. */
    turn: () => (Math.atan2(camera.position.x - controls.target.x, camera.position.z - controls.target.z) * 180) / Math.PI,
    redraw: draw,
    closeUps: Object.keys(closer),
    head: (name) => heads.get(name),
    render,
    resize,
    screenshot,
    setPanes,
    setTheme,
    on,
    update(pane, positions, pose) {
      if (heads.get(pane)?.update(positions, pose)) draw(pane);
    },
    setTone(name) {
      colours = name;
      for (const head of heads.values()) head.setTone(name);
      draw();
    },
    dispose() {
      observer.disconnect();
      if (queued) cancelAnimationFrame(queued);
      canvas.removeEventListener("webglcontextlost", onLost);
      canvas.removeEventListener("webglcontextrestored", onRestored);
      controls.dispose();
      for (const head of heads.values()) head.dispose();
      ground.geometry.dispose();
      ground.material.dispose();
      renderer.dispose();
      renderer.forceContextLoss();
      canvas.remove();
    },
  };
}
