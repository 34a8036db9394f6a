// Pictures of faces without an interface: one canvas, drawn at once.

import { Scene, WebGLRenderer } from "three";
import { backdrop, setGround } from "./backdrop.js";
import { place, portraitCamera } from "./camera.js";
import { createHead } from "./head.js";

const LABEL = 30; // px above each picture that has a label
const SAMPLES = 2; // drawn this much larger, then made smaller: smooth edges without MSAA

/**
 * A sheet of pictures, `columns` wide, each width x height px, in reading order.
 * shots: [{ positions: Float32Array (level 1), pose, view, label }]; returns a 2-D canvas.
 */
export function renderStill(element, bundle, { width, height, columns, tone = "medium", dark = false, quality = "high", shots }) {
  const renderer = new WebGLRenderer({ preserveDrawingBuffer: true });
  renderer.setPixelRatio(1);
  renderer.setSize(width * SAMPLES, height * SAMPLES, false);
  const scene = new Scene();
  const ground = backdrop();
  setGround(ground, dark);
  const head = createHead(bundle, quality === "high");
  head.setTone(tone);
  head.setPixels(height * SAMPLES);
  scene.add(ground, head.group);
  const camera = portraitCamera();
  camera.aspect = width / height;
  camera.updateProjectionMatrix();

  const rows = Math.ceil(shots.length / columns);
  const top = shots.some((shot) => shot.label) ? LABEL : 0;
  const sheet = document.createElement("canvas");
  sheet.width = columns * width;
  sheet.height = rows * (height + top);
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
    renderer.render(scene, camera);
    paper.drawImage(renderer.domElement, x, y + top, width, height);
    paper.fillStyle = dark ? "#e8e8e8" : "#1c1c1c";
    paper.fillText(shot.label ?? "", x + 10, y + top / 2, width - 20);
  });
  head.dispose();
  ground.geometry.dispose();
  ground.material.dispose();
  renderer.dispose();
  renderer.forceContextLoss();
  element.append(sheet);
  return sheet;
}
