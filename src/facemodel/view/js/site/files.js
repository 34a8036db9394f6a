// Files in and out of a page: what is saved goes to the downloads, what is opened was chosen by hand.

import { say } from "./texts.js";

export function saveText(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Text of a file that somebody chooses; never settles where they choose none. Error: it is larger than `largest` bytes. */
export function chosenText(largest) {
  return new Promise((take, fail) => {
    const input = document.createElement("input");
    input.type = "file";
    input.accept = ".json,application/json";
    input.onchange = () => {
      const [file] = input.files;
      if (!file) return;
      if (file.size > largest) fail(new Error(say("site.too_large", { name: file.name.slice(0, 60), mb: (largest / 1e6).toFixed(0) })));
      else file.text().then(take, () => fail(new Error(say("site.unreadable"))));
    };
    input.click();
  });
}
