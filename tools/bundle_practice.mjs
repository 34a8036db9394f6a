// Bundles the virtual patients of view/js/practice as a classic script that takes what it shares with the viewer from
// `globalThis.facemodel`, the exports of viewer.js, and leaves `globalThis.facemodelPractice`.

import { readFileSync } from "node:fs";
import { build } from "esbuild";

const JS = "src/facemodel/view/js";
const names = [...readFileSync(`${JS}/shared.js`, "utf8").matchAll(/^export \{ (.*) \} from/gm)].flatMap(([, list]) => list.split(", "));

const fromViewer = {
  name: "from the viewer",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(\.\.\/(core|panels)\/|lit-html)/ }, () => ({ path: "shared", namespace: "viewer" }));
    onLoad({ filter: /./, namespace: "viewer" }, () => ({ contents: `export const { ${names.join(", ")} } = globalThis.facemodel.shared;` }));
  },
};

await build({
  entryPoints: [`${JS}/practice/index.js`],
  bundle: true,
  minify: true,
  format: "iife",
  globalName: "facemodelPractice",
  target: "es2022",
  loader: { ".css": "text" },
  logLevel: "warning",
  outfile: "src/facemodel/view/static/practice.js",
  plugins: [fromViewer],
});
