// What the pages of the folder say: the table that only they carry, added to the screen's. No DOM.

import table from "../../text/en.site.json" with { type: "json" };
import { add } from "../core/messages.js";

add(table);

export { plain, regionName, say } from "../core/messages.js";
