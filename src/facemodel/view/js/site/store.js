// What a learner did, kept in this browser and nowhere else: values by key, over localStorage, or in memory where there is none.

export const PREFIX = "facemodel:"; // other pages of the same address keep theirs
const TRIED = "facemodel?"; // none of its own: other pages hear of those

/**
 * @param storage a Storage, or null; one that refuses is as good as none
 * @returns { read(key) -> value or null, write(key, value), all() -> { key: value }, clear(), lasting, full, onloss(call) }
 */
export function createStore(storage = own()) {
  const memory = new Map(); // what the storage did not take
  const kept = reads(storage) ? storage : null;
  let lasting = takes(kept);
  let tell = () => {};

  return {
    /** Whether a reload finds it again. */
    get lasting() {
      return lasting;
    },
    /** Whether there is a storage that takes no more, of which all is still there to be read. */
    get full() {
      return kept !== null && !lasting;
    },
    onloss: (call) => (tell = call),
    read: (key) => parsed(memory.get(key) ?? kept?.getItem(PREFIX + key) ?? null),
    write(key, value) {
      const text = JSON.stringify(value);
      memory.delete(key);
      try {
        if (kept) return kept.setItem(PREFIX + key, text);
      } catch {
        lasting = false; // it is full
        tell();
      }
      memory.set(key, text);
    },
    all: () => Object.fromEntries(keys().map((key) => [key, parsed(memory.get(key) ?? kept?.getItem(PREFIX + key))])),
    clear() {
      for (const key of keys()) kept?.removeItem(PREFIX + key);
      memory.clear();
      lasting = takes(kept);
    },
  };

  function keys() {
    const there = kept ? Array.from({ length: kept.length }, (_, k) => kept.key(k)).filter((key) => key.startsWith(PREFIX)) : [];
    return [...new Set([...there.map((key) => key.slice(PREFIX.length)), ...memory.keys()])].sort();
  }
}

/** The browser's storage; reaching for it raises an error where pages of files have none. */
function own() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

function reads(storage) {
  try {
    storage.getItem(TRIED);
    return true;
  } catch {
    return false;
  }
}

function takes(storage) {
  try {
    storage.setItem(TRIED, "1");
    storage.removeItem(TRIED);
    return true;
  } catch {
    return false;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // somebody wrote into it by hand
  }
}
