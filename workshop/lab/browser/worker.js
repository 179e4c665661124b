// The process of the lab: Python, Django and the reader's project, in a worker of the browser.
// It takes messages with a "do" and answers with messages that have an "event".
import { unzipSync } from "fflate";
import { decompress } from "fzstd";
import { loadPyodide } from "./pyodide/pyodide.mjs";
import { release } from "./release.js";

const base = new URL("./", import.meta.url);
const fetched = self.fetch.bind(self);

// Loads one of our large files, which are packed better than most servers would.
async function load(name) {
  const response = await fetched(new URL(`${name}.packed`, base));
  if (!response.ok) throw new Error(`${name} could not be loaded (${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

// What the reader's code has no business with: other hosts, this site's storage, more workers.
const TAKEN_AWAY = [
  "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "indexedDB", "caches",
  "BroadcastChannel", "Worker", "SharedWorker", "importScripts",
];

const FRESH = `
from workshop.lab.bridge import warm
from workshop.lab.bridge.lab import Lab
warm.up()
`;
// The folders were written anew (Python's own library is a ZIP, which is the same), and chance must
// not be the same each time.
const RECALLED = `
import importlib.machinery, random, sys
for finder in sys.path_importer_cache.values():
    if isinstance(finder, importlib.machinery.FileFinder):
        finder.invalidate_caches()
random.seed()
`;
// A program's memory grows by pages, in bytes.
const PAGE = 65536;

let lab;
let python;
let timer;
let sources;

function take_away() {
  for (const name of TAKEN_AWAY) {
    for (let it = self; it; it = Object.getPrototypeOf(it)) delete it[name];
  }
}

// Has the program that another process compiled used again, and makes its memory large enough for
// what is put into it. Returns a function that tells the program.
function sharing(program, bytes) {
  const streaming = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (response, imports) => {
    WebAssembly.instantiateStreaming = streaming;
    const made = program
      ? { module: program, instance: await WebAssembly.instantiate(program, imports) }
      : await streaming(response, imports);
    program = made.module;
    const { memory } = made.instance.exports;
    const missing = bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return made;
  };
  return () => program;
}

// Writes the files of a ZIP in which nothing is compressed.
function write(packed) {
  const { FS } = python;
  const there = new Set();
  for (const [path, bytes] of Object.entries(unzipSync(new Uint8Array(packed)))) {
    const folder = `/${path}`.slice(0, path.lastIndexOf("/") + 1);
    if (!there.has(folder)) FS.mkdirTree(folder);
    there.add(folder);
    FS.writeFile(`/${path}`, bytes, { canOwn: true });
  }
}

// ``program`` (a WebAssembly.Module), ``memory`` (a Blob) and ``parts`` (Blobs by name, of what had to
// be unpacked) are what an earlier process has made, or undefined: then they are made here, and told.
async function boot({ program, memory, parts }) {
  const unpacked = {};
  const part = async (name, packed) => {
    if (parts?.[name]) return parts[name].arrayBuffer();
    const bytes = decompress(await (packed ?? load(name)));
    unpacked[name] = new Blob([bytes]);
    return bytes;
  };
  const first = part("first");
  const image = memory?.arrayBuffer();
  const compiled = sharing(program, memory?.size ?? 0);
  // Pyodide asks for its own files by fetch, but for its script, which is imported.
  self.fetch = async (address) => {
    const [name] = /pyodide\/[^/]+\.(wasm|zip)$/.exec(address) ?? [];
    if (!name) return fetched(address);
    const wasm = name.endsWith(".wasm");
    if (wasm && program) return new Response();
    return new Response(await part(name), { headers: { "Content-Type": wasm ? "application/wasm" : "application/zip" } });
  };
  python = await loadPyodide({
    indexURL: new URL("pyodide/", base).href,
    env: { HOME: "/home/you", PYTHONUNBUFFERED: "1" },
    ...(image ? { _loadSnapshot: image } : { _makeSnapshot: true }),
  });
  if (image) release(await image);
  write(await first);
  const rest = parts?.rest ? undefined : load("rest");
  take_away();
  python.runPython(memory ? RECALLED : FRESH);
  const made = memory ? undefined : python.makeMemorySnapshot().buffer;
  postMessage({ event: "made", program: compiled(), memory: made, parts: unpacked }, made ? [made] : []);
  python.globals.set("tell", (event) => {
    const plain = event.toJs({ dict_converter: Object.fromEntries });
    event.destroy();
    postMessage(plain);
  });
  lab = python.runPython("Lab(tell)");
  postMessage({ event: "booted" });
  // Sources and seldom modules, when the first page is there or nobody waits.
  sources = async () => {
    write(await part("rest", rest));
    python.runPython("import importlib; importlib.invalidate_caches()");
    sources = () => {};
    postMessage({ event: "complete", parts: unpacked });
  };
}

// Python goes on as long as something is ready; messages are taken in between.
function pump() {
  clearTimeout(timer);
  const wait = lab.pump();
  if (wait !== undefined && wait !== null) timer = setTimeout(pump, wait * 1000);
}

onmessage = ({ data }) => {
  if (data.do === "boot") {
    boot(data).catch((error) => postMessage({ event: "broken", reason: String(error) }));
  } else if (data.do === "complete") {
    sources();
  } else if (data.do === "ping") {
    postMessage({ event: "pong" });
  } else {
    const message = python.toPy(data);
    lab.take(message);
    message.destroy();
    pump();
  }
};
