// Pictures of faces without an interface: one canvas, drawn at once.

import { Scene, WebGLRenderer } from "three";
import { backdrop, setGround } from "./scene/backdrop.js";
import { place, portraitCamera } from "./scene/camera.js";
import { createHead } from "./scene/head.js";
import { createModel } from "./core/model.js";
import { legendDrawing } from "./overlays/legend.js";
import { createOverlays } from "./overlays/overlays.js";

const LABEL = 30; // px above each picture that has a label
const LEGEND = 62; // px under the sheet for each legend
const SAMPLES = { high: 2, light: 1.5 }; // drawn this much larger, then made smaller: smooth edges without MSAA

/**
 * A sheet of pictures, `columns` wide, each width x height px, in reading order.
 * shots: [{ positions: Float32Array (level 1), pose, view, label, over }]; returns a 2-D canvas. over: what is laid
 * on it, { also: [overlay], paint, activation, remaining, from, lit: [muscle] }; legends then stand below.
 */
export function renderStill(element, bundle, { width, height, columns, tone = "medium", dark = false, quality = "high", shots }) {
  const renderer = new WebGLRenderer({ preserveDrawingBuffer: true });
  renderer.setPixelRatio(1);
  const samples = SAMPLES[quality];
  renderer.setSize(width * samples, height * samples, false);
  const scene = new Scene();
  const ground = backdrop();
  setGround(ground, dark);
  const head = createHead(bundle, quality === "high");
  head.setTone(tone);
  head.setPixels(height * samples);
  scene.add(ground, head.group);
  const camera = portraitCamera();
  camera.aspect = width / height;
  camera.updateProjectionMatrix();

  const laid = shots.some((shot) => shot.over) ? laying(bundle, head, camera, width, height, dark) : null;
  const legends = laid ? laid.legends(shots) : [];
  const below = legends.length * LEGEND;
  const rows = Math.ceil(shots.length / columns);
  const top = shots.some((shot) => shot.label) ? LABEL : 0;
  const sheet = document.createElement("canvas");
  sheet.width = columns * width;
  sheet.height = rows * (height + top) + below;
  const paper = sheet.getContext("2d");
  paper.imageSmoothingQuality = "high";
  paper.fillStyle = dark ? "#17181a" : "#ffffff";
  paper.fillRect(0, 0, sheet.width, sheet.height);
  paper.font = "600 16px system-ui, sans-serif";
  paper.textBaseline = "middle";
  shots.forEach((shot, k) => {
    const x = (k % columns) * width;
    const y = Math.floor(k / columns) * (height + top);
    head.update(shot.positions, shot.pose);
    place(camera, shot.view ?? "front", camera.aspect);
    camera.updateMatrixWorld();
    laid?.before(shot);
    renderer.render(scene, camera);
    paper.drawImage(renderer.domElement, x, y + top, width, height);
    laid?.after(paper, x, y + top);
    paper.fillStyle = dark ? "#e8e8e8" : "#1c1c1c";
    paper.fillText(shot.label ?? "", x + 10, y + top / 2, width - 20);
  });
  legends.forEach((draw, k) => draw(paper, 12, rows * (height + top) + 6 + k * LEGEND, dark ? "#e8e8e8" : "#1c1c1c", sheet.width - 24));
  laid?.dispose();
  head.dispose();
  ground.geometry.dispose();
  ground.material.dispose();
  renderer.dispose();
  renderer.forceContextLoss();
  element.append(sheet);
  return sheet;
}

/** Overlays on one head that takes one pose after the other. */
function laying(bundle, head, camera, width, height, dark) {
  const model = createModel(bundle);
  const healthy = model.condition("healthy", "left", 0);
  const overlays = createOverlays(bundle, model);
  overlays.setDark(dark);
  const scene = { camera, head: () => head, layout: () => [{ name: "shot", x: 0, y: 0, width, height }], redraw() {} };
  const frame = ({ positions, over = {} }) => ({
    positions,
    from: bundle.arrays.rest,
    activation: new Float64Array(model.muscles.length),
    remaining: null,
    drive: healthy,
    ...over,
    lit: over.lit?.length ? new Set(over.lit.map((name) => model.index.get(name))) : null,
    only: true,
  });
  let limit; // of the colours, the same on every picture
  return {
    legends(shots) {
      const look = () =>
        shots.flatMap((shot) => {
          overlays.draw(scene, { shot: { ...frame(shot), limit } });
          return overlays.legends();
        });
      const ends = look().flatMap(({ scale, ends: [low, high] = [] }) => (scale && low !== undefined ? [high] : []));
      limit = shots.some((shot) => shot.over?.paint) ? Math.max(...ends) : undefined;
      return [...new Map(look().map((legend) => [legend.title, legendDrawing(legend)])).values()];
    },
    before: (shot) => overlays.draw(scene, { shot: { ...frame(shot), limit } }),
    after(paper, x, y) {
      if (!overlays.inked) return;
      paper.save();
      paper.translate(x, y);
      overlays.ink(paper, scene);
      paper.restore();
    },
    dispose: () => overlays.dispose(),
  };
}
