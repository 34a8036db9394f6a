// What the bundle of virtual patients takes from the viewer at run time, so that no code is shipped twice (tools/bundle_practice.mjs).

export { html, nothing, render } from "lit-html";
export { live } from "lit-html/directives/live.js";
export { ofPerson } from "./core/case.js";
export { excesses, most } from "./core/ceilings.js";
export { expand } from "./core/compact.js";
export { fill, plain } from "./core/messages.js";
export { createModel } from "./core/model.js";
export { dayOf, secondsFrom } from "./core/now.js";
export { aimOf } from "./core/plan/aims.js";
export { mirroredPeople, planningPeople } from "./core/plan/panel.js";
export { createTrial } from "./core/plan/trial.js";
export { hexOf, sha256 } from "./core/sha256.js";
export { kindOf } from "./core/side_effects.js";
export { createSpread } from "./core/spread.js";
export { dampeningFromNames } from "./core/state.js";
export { mountApp } from "./panels/app.js";
