// Files in and out of a page: what is saved goes to the downloads, what is opened was chosen by hand.

import { say } from "./texts.js";

export function saveText(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Text of a file, if it is no larger than `largest` bytes. Error: it is, or it cannot be read. */
async function textOf(file, largest) {
  if (file.size > largest) throw new Error(say("site.too_large", { name: file.name.slice(0, 60), mb: (largest / 1e6).toPrecision(1) }));
  return file.text().catch(() => {
    throw new Error(say("site.unreadable"));
  });
}

/** Text of the file that was dropped on the page. Error: as textOf; no file. */
export async function droppedText(event, largest) {
  const [file] = event.dataTransfer?.files ?? [];
  if (!file) throw new Error(say("site.unreadable"));
  return textOf(file, largest);
}

/** Text of a file that somebody chooses; never settles where they choose none. Error: it is larger than `largest` bytes. */
export function chosenText(largest) {
  return new Promise((take, fail) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".json,application/json";
    input.onchange = () => {
      const [file] = input.files;
      if (file) textOf(file, largest).then(take, fail);
    };
    input.click();
  });
}
