// The process of the lab: Python, Django and the reader's project, in a worker of the browser.
// It takes messages with a "do" and answers with messages that have an "event".
import { loadPyodide } from "./pyodide/pyodide.mjs";

const base = new URL("./", import.meta.url);
const load = async (name) => (await fetch(new URL(name, base))).arrayBuffer();

// What the reader's code has no business with: other hosts, this site's storage, more workers.
const TAKEN_AWAY = [
  "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "WebTransport", "indexedDB", "caches",
  "BroadcastChannel", "Worker", "SharedWorker", "importScripts",
];

let lab;
let python;
let timer;

function take_away() {
  for (const name of TAKEN_AWAY) {
    for (let it = self; it; it = Object.getPrototypeOf(it)) delete it[name];
  }
}

async function boot() {
  const packages = load("packages.zip");
  python = await loadPyodide({
    indexURL: new URL("pyodide/", base).href,
    env: { HOME: "/home/you", PYTHONUNBUFFERED: "1" },
  });
  python.unpackArchive(await packages, "zip", { extractDir: "/" });
  take_away();
  python.globals.set("tell", (event) => {
    const plain = event.toJs({ dict_converter: Object.fromEntries });
    event.destroy();
    postMessage(plain);
  });
  lab = python.runPython(`
import importlib
importlib.invalidate_caches()
from workshop.lab.bridge import warm
from workshop.lab.bridge.lab import Lab
warm.up()
Lab(tell)
`);
  postMessage({ event: "booted" });
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
  } else if (data.do === "ping") {
    postMessage({ event: "pong" });
  } else {
    const message = python.toPy(data);
    lab.take(message);
    message.destroy();
    pump();
  }
};
