// What surrounds the skin and how it follows: eyes turn, teeth and tongue ride on the jaw, hair on the skin.

import { BufferAttribute, BufferGeometry, DynamicDrawUsage, Mesh } from "three";
import { shareNormals, vertexNormals } from "../core/geometry.js";
import { ribbons } from "./hair.js";

/** Which of the head's materials a piece is drawn with. */
export function materialOf({ name, rig, material }) {
  if (material === "eye") return rig;
  if (material === "tooth") return "mouth";
  if (material === "hair") return name.startsWith("lash") ? "lash" : "brow";
  return material;
}

/** One drawn piece: `mesh` for three.js and `follow(skin, pose, skinNormals)`, which moves it. */
export function fitting({ name, rig, material: kind }, { arrays, meta }, material, skinRest, fine) {
  const get = (part) => arrays[`fit_${name}_${part}`];
  const weld = get("weld");
  const own = get("vertices") ?? new Float32Array(get("coords").length); // hair is placed by its coordinates
  const rest = weld ? welded(own, weld, skinRest, fine ? null : arrays.display_faces) : own;
  let faces = get("faces");
  if (!fine && kind === "eye") faces = frontOf(faces, rest, meta.eye_centres[0][2] - 4);
  const geometry = new BufferGeometry();
  const moving = rig === "shell" || (rig === "blend" && deforms(get));
  const position = attribute(moving ? new Float32Array(rest) : rest, 3, moving);
  const normals = new Float32Array(get("normals") ?? rest.length);
  geometry.setIndex(new BufferAttribute(new Uint32Array(faces), 1));
  geometry.setAttribute("position", position);
  geometry.setAttribute("normal", attribute(normals, 3, moving));
  geometry.setAttribute("tint", new BufferAttribute(get("colours"), 3, true));
  if (kind === "skin" || kind === "collar") skinAttributes(geometry, rest, get("traits"));
  const strands = kind === "hair" ? ribbons(position.array, faces, skinRest, get("corners"), get("coords")) : null;
  if (strands) geometry.setAttribute("along", attribute(strands.along, 3, true));
  const mesh = new Mesh(geometry, material);
  mesh.name = name;
  mesh.frustumCulled = false;
  mesh.matrixAutoUpdate = false;

  let follow = () => {};
  if (rig === "eye_left" || rig === "eye_right") {
    follow = eye(mesh, meta.eye_centres[rig === "eye_left" ? 0 : 1], rig === "eye_left" ? "left" : "right", rest, position);
  } else if (rig === "shell") {
    follow = strands.follow;
  } else if (moving) {
    follow = blend(position.array, rest, get, skinRest, arrays.rig_jaw_centre);
  } else if (get("jaw_share")?.[0] > 0.5) {
    follow = (_, pose) => jawMatrix(mesh.matrix, arrays.rig_jaw_centre, pose.jaw);
  }
  const recompute = kind !== "hair" && moving;
  return {
    inMouth: kind === "mouth" || kind === "tooth",
    mesh,
    follow(skin, pose, skinNormals) {
      follow(skin, pose, skinNormals);
      mesh.matrixWorldNeedsUpdate = true;
      if (!moving) return;
      if (recompute) vertexNormals(position.array, faces, normals);
      if (strands) {
        hairNormals(normals, get("corners"), skinNormals);
        geometry.attributes.along.needsUpdate = true;
      }
      if (weld) shareNormals(normals, skinNormals, weld);
      position.needsUpdate = geometry.attributes.normal.needsUpdate = true;
    },
  };
}

/** Vertices at rest with those on the skin's border where the skin draws them, or tucked just under it. */
function welded(vertices, weld, skinRest, tuckFaces) {
  const out = new Float32Array(vertices);
  const inner = tuckFaces ? inwards(weld, skinRest, tuckFaces) : null;
  for (let k = 0; k < weld.length; k += 2)
    for (let c = 0; c < 3; c++) out[3 * weld[k] + c] = skinRest[3 * weld[k + 1] + c] + (inner ? inner[1.5 * k + c] : 0);
  return out;
}

/** Steps of 0.3 mm from border vertices into the skin: an overlap, where edges of unequal length would gape. */
function inwards(weld, skin, faces) {
  const place = new Map();
  for (let k = 0; k < weld.length; k += 2) place.set(weld[k + 1], k / 2);
  const sum = new Float32Array(1.5 * weld.length);
  for (let f = 0; f < faces.length; f++) {
    const at = place.get(faces[f]);
    if (at === undefined) continue;
    const first = f - (f % 3);
    for (let n = first; n < first + 3; n++)
      for (let c = 0; c < 3; c++) sum[3 * at + c] += skin[3 * faces[n] + c] - skin[3 * faces[f] + c];
  }
  for (let i = 0; i < sum.length; i += 3) {
    const scale = 0.3 / (Math.hypot(sum[i], sum[i + 1], sum[i + 2]) || 1);
    for (let c = 0; c < 3; c++) sum[i + c] *= scale;
    sum[i + 2] -= 0.1;
  }
  return sum;
}

/** The eye's triangles that can ever look out between the lids. */
function frontOf(faces, points, limit) {
  const front = [];
  for (let k = 0; k < faces.length; k += 3) {
    const corners = faces.subarray(k, k + 3);
    if (corners.some((v) => points[3 * v + 2] > limit)) front.push(...corners);
  }
  return Int32Array.from(front);
}

const attribute = (array, size, moving) => {
  const made = new BufferAttribute(array, size);
  if (moving) made.setUsage(DynamicDrawUsage);
  return made;
};

/** Whether vertices move apart from each other: not when all rest, or all ride on the jaw. */
function deforms(get) {
  const skin = get("skin_share");
  const jaw = get("jaw_share");
  if (skin.some((share) => share > 0)) return true;
  return jaw.some((share) => share !== jaw[0]);
}

function skinAttributes(geometry, rest, traits) {
  const count = rest.length / 3;
  geometry.setAttribute("rest", new BufferAttribute(rest, 3));
  geometry.setAttribute("traits", new BufferAttribute(traits, 4, true));
  geometry.setAttribute("foldPhase", new BufferAttribute(new Float32Array(count), 1));
  geometry.setAttribute("foldGradient", new BufferAttribute(new Int8Array(3 * count), 3, true));
  geometry.setAttribute("foldMask", new BufferAttribute(new Uint8Array(count), 1, true));
  geometry.setAttribute("press", new BufferAttribute(new Float32Array(3 * count), 3));
}

function eye(mesh, centre, side, rest, position) {
  // vertices about the globe's own centre, so that the matrix turns it in place
  const local = new Float32Array(rest.length);
  for (let i = 0; i < rest.length; i++) local[i] = rest[i] - centre[i % 3];
  position.array = local;
  return (_, { gaze }) => {
    const [yaw, pitch] = gaze?.[side] ?? [0, 0];
    const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(-pitch), Math.sin(-pitch)];
    mesh.matrix.set(cy, sy * sp, sy * cp, centre[0], 0, cp, -sp, centre[1], -sy, cy * sp, cy * cp, centre[2], 0, 0, 0, 1);
  };
}

/** Jaw: a turn about the x axis through its centre, then sideways and forward (mm). */
function jawMatrix(matrix, [, cy, cz], { angle = 0, shift = 0, forward = 0 } = {}) {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  matrix.set(1, 0, 0, shift, 0, c, -s, cy - cy * c + cz * s, 0, s, c, cz - cy * s - cz * c + forward, 0, 0, 0, 1);
}

function blend(out, rest, get, skinRest, centre) {
  const index = get("skin_index");
  const skinShare = get("skin_share");
  const jawShare = get("jaw_share");
  return (skin, { jaw: { angle = 0, shift = 0, forward = 0 } = {} }) => {
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    for (let v = 0, i = 0; v < index.length; v++, i += 3) {
      const a = skinShare[v];
      const b = (1 - a) * jawShare[v];
      const j = 3 * index[v];
      const y = rest[i + 1] - centre[1];
      const z = rest[i + 2] - centre[2];
      out[i] = rest[i] + a * (skin[j] - skinRest[j]) + b * shift;
      out[i + 1] = rest[i + 1] + a * (skin[j + 1] - skinRest[j + 1]) + b * (y * c - z * s - y);
      out[i + 2] = rest[i + 2] + a * (skin[j + 2] - skinRest[j + 2]) + b * (y * s + z * c - z + forward);
    }
  };
}

/** A strand is lit like the skin it grows from: ribbons have no useful normals of their own. */
function hairNormals(out, corners, skinNormals) {
  if (!skinNormals) return;
  for (let i = 0; i < out.length; i += 3) {
    const j = 3 * corners[i];
    out[i] = skinNormals[j];
    out[i + 1] = skinNormals[j + 1];
    out[i + 2] = skinNormals[j + 2];
  }
}
