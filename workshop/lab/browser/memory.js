// What a process of Python needs a second to make, and another process can be given: the compiled
// program, the memory of a Python that has imported Django and Channels and seen no project, and what
// had to be unpacked for them. They are passed from process to process; all but the program also stay
// in this browser for the next visit.

import { release } from "./release.js";

// Set by build.mjs: what is kept belongs to exactly these files.
const KEY = BUILT;
const PATIENCE = 1000;

// {program, memory, parts}: a WebAssembly.Module, a Blob, Blobs by name; each may be undefined
const known = {};

function store(mode, act) {
  return new Promise((done, failed) => {
    const opened = indexedDB.open("lab", 1);
    opened.onupgradeneeded = () => opened.result.createObjectStore("memories");
    opened.onerror = () => failed(opened.error);
    opened.onsuccess = () => {
      const work = opened.result.transaction("memories", mode);
      const asked = act(work.objectStore("memories"));
      work.oncomplete = () => { opened.result.close(); done(asked.result); };
      work.onabort = () => { opened.result.close(); failed(work.error); };
    };
  });
}

// Returns {program, memory, parts}, as far as they are known in this page or kept from an earlier visit.
export async function recalled() {
  if (!known.looked) {
    // A browser that keeps nothing, or does not answer, starts Python as on a first visit.
    const found = store("readonly", (it) => it.get(KEY)).catch(() => undefined);
    known.looked = Promise.race([found, new Promise((done) => setTimeout(done, PATIENCE))]);
    Object.assign(known, await known.looked);
    known.kept = Boolean(known.memory);
  }
  await known.looked;
  const { program, memory, parts } = known;
  return { program, memory, parts };
}

// Takes what a new process has made, if it is the first.
export function learned({ program, memory, parts }) {
  known.program ??= program;
  known.parts = { ...parts, ...known.parts };
  if (!memory) return;
  known.memory ??= new Blob([memory]);
  release(memory);
}

// Forgets the memory, which did not work.
export function unlearned() {
  known.memory = known.parts = undefined;
  known.kept = false;
  store("readwrite", (it) => it.clear()).catch(() => {});
}

// Keeps the memory for the next visit, once, in the place of an older one.
export async function keep() {
  if (known.kept || !known.memory) return;
  known.kept = true;
  const { memory, parts } = known;
  await store("readwrite", (it) => { it.clear(); return it.put({ memory, parts }, KEY); }).catch(() => {});
}
