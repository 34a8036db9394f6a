// One head on the screen: the display surface, its folds and its fittings, moved by level-1 positions.

import { BufferAttribute, BufferGeometry, DynamicDrawUsage, Group, Mesh, Vector3 } from "three";
import { eyeMaterial, eyeUniforms, readChain } from "./eye.js";
import { fitting, materialOf } from "./fittings.js";
import { Creases, multiplyPoints, multiplyValues, vertexNormals } from "../core/geometry.js";
import { Hollows } from "../core/hollows.js";
import { cordUniforms } from "./cords.js";
import { detail } from "./detail.js";
import { hairMaterial } from "./hair.js";
import { linear, TONES } from "./light.js";
import { mouthMaterial, mouthUniforms } from "./mouth.js";
import { relief } from "./relief.js";
import { hairOver, scalpMaterial } from "./scalp.js";
import { skinMaterial, skinUniforms } from "./skin.js";
import { lightSkinMaterial } from "./skin_light.js";

export const REST_POSE = { jaw: { angle: 0, shift: 0, forward: 0 }, gaze: { left: [0, 0], right: [0, 0] }, neck: { left: 0, right: 0 } };

const MOUTH_OPEN = 0.25; // mm that the lips part, from which the inside of the mouth is drawn

const HANGING = -25; // phase below which the fold of an upper lid lies (view/scene/fold_lines.py)
const HUNG = 0.17; // as far as its skin is pressed at rest: closing unfolds it
const TRACE = 0.07; // and this little of it stays on a closed lid

/** @param fine pores and two specular lobes (a GPU), or fewer triangles and short shaders (no GPU). */
export function createHead(bundle, fine) {
  const { arrays, meta } = bundle;
  const operator = { data: arrays.display_data, indices: arrays.display_indices, indptr: arrays.display_indptr };
  const faces = arrays.display_faces;
  const count = operator.indptr.length - 1;
  const shared = { uExposure: { value: 1 } };
  const skinLook = { ...skinUniforms(), ...cordUniforms(meta.landmarks, arrays.rest), ...(fine ? { uRelief: { value: relief() } } : {}), ...shared };
  const hairLook = { uHair: { value: new Vector3() }, uPixels: { value: 500 }, ...shared };
  const scalpLook = { uHair: { value: new Vector3() }, uSkin: skinLook.uSkin, uPixels: hairLook.uPixels, ...shared };
  const mouthLook = { ...mouthUniforms(), ...shared };
  const eyeLooks = { eye_left: { ...eyeUniforms(), ...shared }, eye_right: { ...eyeUniforms(), ...shared } };
  const skinOf = fine ? skinMaterial : lightSkinMaterial;
  const materials = {
    skin: skinOf(skinLook),
    collar: skinOf({ ...skinLook, uFade: { value: heights(arrays.fit_collar_vertices ?? []) } }, true),
    scalp: scalpMaterial(scalpLook, meta.landmarks, arrays.rest),
    brow: hairMaterial({ ...hairLook, uDensity: { value: 0.3 } }),
    lash: hairMaterial({ ...hairLook, uDensity: { value: 0.9 } }),
    mouth: mouthMaterial(mouthLook),
    eye_left: eyeMaterial(eyeLooks.eye_left),
    eye_right: eyeMaterial(eyeLooks.eye_right),
  };

  const coarse = new Float32Array(arrays.rest);
  const positions = multiplyPoints(operator, coarse, new Float32Array(3 * count));
  const layDetail = detail(arrays.detail, faces);
  layDetail(positions);
  const chords = fine ? [] : borderMiddles(operator);
  layOnChords(chords, positions);
  const rest = new Float32Array(positions);
  const normals = vertexNormals(positions, faces, new Float32Array(3 * count));
  const press = new Float32Array(3 * count);
  // without a GPU triangles cost most: vertex i of the computing mesh is vertex i of the display surface,
  // so its coarser triangles show the same smooth points and normals
  const skin = surface(fine ? faces : arrays.faces, positions, normals, rest, press, arrays, materials.skin);
  const creases = new Creases(arrays.rest, arrays.faces, arrays.fold_phase_coarse, arrays.fold_mask_coarse);
  const hollows = new Hollows(arrays.rest, arrays.faces, normals, firmSkin(bundle));
  const column = new Float32Array(count);

  const group = new Group();
  group.add(skin);
  const pieces = meta.fittings.map((row) => fitting(row, bundle, materials[materialOf(row)], rest, fine));
  for (const piece of pieces) group.add(piece.mesh);
  const hairy = [skin, ...pieces.filter(({ mesh }) => mesh.name === "bust").map(({ mesh }) => mesh)];
  const scalps = hairy.map(({ geometry }) => hairOver(geometry, materials.scalp, fine)).filter(Boolean);
  if (scalps.length) group.add(...scalps);
  const lips = ["lip_seal_upper", "lip_seal_lower"].map((name) => meta.curves[name]);
  const gaps = (points) => lips[0].map((v, k) => points[3 * v + 1] - points[3 * lips[1][k] + 1]);
  const closed = gaps(arrays.rest);

  let last = null;
  let folds = true;

  /** Moves the head; false when it was there already. */
  function update(given, pose = REST_POSE) {
    const moves = JSON.stringify(pose);
    if (moves === last && given.every((x, i) => x === coarse[i])) return false;
    last = moves;
    coarse.set(given);
    multiplyPoints(operator, coarse, positions);
    layDetail(positions);
    layOnChords(chords, positions);
    vertexNormals(positions, faces, normals);
    creases.update(coarse);
    multiplyValues(operator, creases.depth, column);
    for (let i = 0; i < count; i++) press[3 * i] = folds ? (arrays.fold_phase[i] < HANGING ? Math.max(column[i] + HUNG, TRACE) : column[i]) : 0;
    multiplyValues(operator, creases.press, column);
    for (let i = 0; i < count; i++) press[3 * i + 1] = column[i];
    multiplyValues(operator, hollows.update(coarse, normals), column);
    for (let i = 0; i < count; i++) press[3 * i + 2] = column[i];
    skinLook.uCords.value = [pose.neck.left, pose.neck.right];
    for (const piece of pieces) piece.follow(positions, pose, normals);
    for (const name of ["position", "normal", "press"]) skin.geometry.attributes[name].needsUpdate = true;
    readLids();
    readMouth();
    return true;
  }

  function readLids() {
    for (const side of ["left", "right"]) {
      const look = eyeLooks[`eye_${side}`];
      readChain(coarse, meta.curves[`lid_margin_upper_${side}`], look.uUpper.value);
      readChain(coarse, meta.curves[`lid_margin_lower_${side}`], look.uLower.value);
      look.uCorner.value.fromArray(coarse, 3 * meta.curves[`lid_margin_upper_${side}`][0]);
    }
  }

  function readMouth() {
    readChain(coarse, lips[0], mouthLook.uUpper.value);
    readChain(coarse, lips[1], mouthLook.uLower.value);
    const open = gaps(coarse).some((gap, k) => gap > closed[k] + MOUTH_OPEN);
    for (const piece of pieces) if (piece.inMouth) piece.mesh.visible = open;
  }

  function setTone(name) {
    const tone = TONES[name] ?? TONES.medium;
    const own = meta.own_skin; // a scanned person's colours stand on their own tone
    skinLook.uSkin.value.fromArray(own?.tone ?? linear(tone.skin));
    for (const look of [skinLook, scalpLook]) look.uHair.value.fromArray(linear(tone.hair));
    hairLook.uHair.value.fromArray(linear(tone.brow));
    skinLook.uTint.value = own?.power ?? tone.tint;
    skinLook.uGloss.value = tone.gloss;
    shared.uExposure.value = tone.exposure;
    for (const look of Object.values(eyeLooks)) {
      look.uIris.value.fromArray(linear(tone.iris));
      look.uSclera.value.fromArray(linear(tone.sclera));
    }
  }

  /** Whether skin that is pressed shows fold lines. */
  function setFolds(on) {
    if (folds === on) return;
    folds = on;
    const pose = last;
    last = null; // the same pose once more
    update(coarse, JSON.parse(pose));
  }

  /** Height of the pane in device pixels, for lines that must not vanish between pixels. */
  function setPixels(high) {
    hairLook.uPixels.value = high;
  }

  function dispose() {
    skin.geometry.dispose();
    for (const { geometry } of [...scalps, ...pieces.map((piece) => piece.mesh)]) geometry.dispose();
    for (const material of Object.values(materials)) material.dispose();
    skinLook.uRelief?.value.dispose();
    materials.scalp.uniforms.uStrands.value.dispose();
  }

  update(arrays.rest);
  setTone("medium");
  return { group, skin, operator, normals, update, setTone, setFolds, setPixels, dispose, positions, faces, coarse };
}

const ROLLING = ["upper_lid", "upper_sulcus", "nose_root", "lower_lid", "conjunctiva", "oral_mucosa", "upper_vermilion", "lower_vermilion", "nostril", "commissure"];

/** Share (V) in which the skin keeps its surface outside: all but lids with what slides over them, lips and nostrils. */
function firmSkin({ meta, arrays }) {
  const count = arrays.rest.length / 3;
  const share = new Float32Array(count).fill(1);
  for (const name of ROLLING) {
    const row = meta.areas.indexOf(name) * count;
    if (row >= 0) for (let v = 0; v < count; v++) share[v] -= arrays.areas[row + v];
  }
  return share.map((x) => Math.max(x, 0));
}

/** Lowest and highest of points. */
function heights(points) {
  const y = points.filter((_, i) => i % 3 === 1);
  return [Math.min(...y), Math.max(...y)];
}

/** Vertices half-way along a border edge, with the ends of the edge: [middle, a, b, ...]. */
function borderMiddles({ data, indices, indptr }) {
  const out = [];
  for (let row = 0; row < indptr.length - 1; row++) {
    const k = indptr[row];
    if (indptr[row + 1] - k === 2 && data[k] === 0.5) out.push(row, indices[k], indices[k + 1]);
  }
  return out;
}

/** Puts border middles on the straight edge that coarse triangles draw: no crack beside the bust. */
function layOnChords(chords, points) {
  for (let k = 0; k < chords.length; k += 3)
    for (let c = 0; c < 3; c++)
      points[3 * chords[k] + c] = (points[3 * chords[k + 1] + c] + points[3 * chords[k + 2] + c]) / 2;
}

function surface(faces, positions, normals, rest, press, arrays, material) {
  const geometry = new BufferGeometry();
  const moving = (array, size) => new BufferAttribute(array, size).setUsage(DynamicDrawUsage);
  geometry.setIndex(new BufferAttribute(new Uint32Array(faces), 1));
  geometry.setAttribute("position", moving(positions, 3));
  geometry.setAttribute("normal", moving(normals, 3));
  geometry.setAttribute("press", moving(press, 3));
  geometry.setAttribute("rest", new BufferAttribute(rest, 3));
  geometry.setAttribute("tint", new BufferAttribute(arrays.skin_tint, 3, true));
  geometry.setAttribute("traits", new BufferAttribute(arrays.skin_traits, 4, true));
  geometry.setAttribute("foldPhase", new BufferAttribute(arrays.fold_phase, 1));
  geometry.setAttribute("foldGradient", new BufferAttribute(arrays.fold_gradient, 3, true));
  geometry.setAttribute("foldMask", new BufferAttribute(arrays.fold_mask, 1, true));
  const mesh = new Mesh(geometry, material);
  mesh.name = "skin";
  mesh.renderOrder = -1; // first: it hides most of the eyes and the mouth
  mesh.frustumCulled = false;
  return mesh;
}
