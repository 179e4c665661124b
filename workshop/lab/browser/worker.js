// The process of the lab: Python, Django and the reader's project, in a worker of the browser.
// It takes messages with a "do" and answers with messages that have an "event".
import { loadPyodide } from "./pyodide/pyodide.mjs";

const base = new URL("./", import.meta.url);
const fetched = self.fetch.bind(self);

// Our large files are packed, for servers that do not compress; the browser unpacks them on the way.
async function unpacked(address) {
  const response = await fetched(`${address}.packed`);
  if (!response.ok) throw new Error(`${address} could not be loaded (${response.status}).`);
  const type = String(address).endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream, { headers: { "Content-Type": type } });
}
const load = async (name) => (await unpacked(new URL(name, base))).arrayBuffer();

// What the reader's code has no business with: other hosts, this site's storage, more workers.
const TAKEN_AWAY = [
  "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "indexedDB", "caches",
  "BroadcastChannel", "Worker", "SharedWorker", "importScripts",
];

let lab;
let python;
let timer;
let sources;

function take_away() {
  for (const name of TAKEN_AWAY) {
    for (let it = self; it; it = Object.getPrototypeOf(it)) delete it[name];
  }
}

async function boot() {
  const first = load("first");
  // Pyodide asks for its own files by fetch, but for its script, which is imported.
  self.fetch = (address) => (/\.(wasm|zip)$/.test(address) ? unpacked(address) : fetched(address));
  python = await loadPyodide({
    indexURL: new URL("pyodide/", base).href,
    env: { HOME: "/home/you", PYTHONUNBUFFERED: "1" },
  });
  python.unpackArchive(await first, "zip", { extractDir: "/" });
  const rest = load("rest");
  take_away();
  python.globals.set("tell", (event) => {
    const plain = event.toJs({ dict_converter: Object.fromEntries });
    event.destroy();
    postMessage(plain);
  });
  lab = python.runPython(`
from workshop.lab.bridge import warm
from workshop.lab.bridge.lab import Lab
warm.up()
Lab(tell)
`);
  postMessage({ event: "booted" });
  // Sources and seldom modules, when the first page is there or nobody waits.
  sources = async () => {
    python.unpackArchive(await rest, "zip", { extractDir: "/" });
    python.runPython("import importlib; importlib.invalidate_caches()");
    sources = () => {};
    postMessage({ event: "complete" });
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
    boot().catch((error) => postMessage({ event: "broken", reason: String(error) }));
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
