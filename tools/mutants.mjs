// Prints the mutants that Stryker's instrumenter makes of files: node mutants.mjs FOLDER_OF_NODE_MODULES FILE...

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [, , folder, ...files] = process.argv;
const require = createRequire(`${folder}/`);
const bring = (name) => import(pathToFileURL(require.resolve(name)));
const { Instrumenter } = await bring("@stryker-mutator/instrumenter");
const silent = { debug() {}, info() {}, isDebugEnabled: () => false };
const instrumenter = new Instrumenter(silent);
const LEFT_OUT = ["StringLiteral", "BlockStatement", "ObjectLiteral", "Regex"]; // words, and what does not run at all

const read = files.map((name) => ({ name, mutate: true, content: readFileSync(name, "utf8") }));
const { mutants } = await instrumenter.instrument(read, { plugins: null, ignorers: [], excludedMutations: LEFT_OUT });
const starts = new Map(read.map(({ name, content }) => [name, content.split("\n").reduce((all, line) => [...all, all.at(-1) + line.length + 1], [0])]));
const offset = (file, { line, column }) => starts.get(file)[line] + column;
const rows = mutants
  .filter(({ status }) => status !== "Ignored")
  .map(({ fileName: file, location: { start, end }, mutatorName: kind, replacement }) => ({
    ...{ file, kind, replacement, line: start.line + 1, column: start.column },
    ...{ start: offset(file, start), end: offset(file, end) },
  }));
console.log(JSON.stringify(rows));
