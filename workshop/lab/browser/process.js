// A worker with the reader's project in it, as the page sees it: a process that can be started,
// spoken to and ended. Another one is kept ready, so that a restart does not wait for Python.

import { keep, learned, recalled, unlearned } from "./memory.js";

// In milliseconds; a slow machine gets more, as long as it took to start Python four times.
const PATIENCE = 10000;

// The worker is made inside a frame whose rules it inherits: no script and no request may go
// anywhere but to the lab's own files.
function spawn(base) {
  const rules = [
    "default-src 'none'",
    `script-src ${base} blob: 'unsafe-inline' 'wasm-unsafe-eval'`,
    `connect-src ${base}`,
    `worker-src ${base} blob:`,
  ].join("; ");
  const code = `import ${JSON.stringify(`${base}worker.js`)};`;
  const frame = document.createElement("iframe");
  frame.hidden = true;
  frame.title = "The lab's process";
  frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${rules}">`;
  return new Promise((done) => {
    frame.onload = () => {
      const inside = frame.contentWindow;
      const address = inside.URL.createObjectURL(new inside.Blob([code], { type: "text/javascript" }));
      done({ frame, worker: new inside.Worker(address, { type: "module" }) });
    };
    document.body.append(frame);
  });
}

export class Process {
  constructor(base) {
    this.onevent = () => {};
    this.listening = false;
    this.waiting = [];
    this.ready = this.boot(base);
    this.ready.catch(() => {});
  }

  async boot(base) {
    const began = performance.now();
    let given = recalled();
    try {
      await this.load(base, given);
    } catch (error) {
      const { program, memory } = await given;
      if (!memory) throw error;
      // What was kept may be damaged: once more, without it.
      unlearned();
      this.frame.remove();
      given = Promise.resolve({ program });
      await this.load(base, given);
    }
    if (this.over) return this.end();
    const { worker } = this;
    // With the memory of another one it took a third of the time.
    const recalls = Boolean((await given).memory);
    if (recalls) performance.mark("lab-recalled");
    const times = recalls ? 12 : 4;
    this.patience = Math.max(PATIENCE, times * (performance.now() - began));
    worker.onerror = (error) => this.onevent({ event: "ended", reason: error.message });
    worker.onmessage = ({ data }) => this.heard(data);
  }

  // ``given`` is a promise of what to start from.
  async load(base, given) {
    const { frame, worker } = await spawn(base);
    this.frame = frame;
    this.worker = worker;
    if (this.over) return;
    await new Promise((done, failed) => {
      worker.onerror = (error) => failed(new Error(error.message || "The worker did not start."));
      worker.onmessage = ({ data }) => {
        if (data.event === "made") learned(data);
        if (data.event === "booted") done();
        if (data.event === "broken") failed(new Error(data.reason));
      };
      given.then((all) => worker.postMessage({ do: "boot", ...all }));
    });
  }

  heard(data) {
    // Whatever it tells shows that it lives; only the answer to a ping shows that it is done.
    if (data.event === "pong") this.silentSince = undefined;
    else if (this.silentSince !== undefined) this.silentSince = performance.now();
    if (data.event === "complete") {
      this.busy = false;
      learned(data);
      this.completed?.();
      // Now nobody waits.
      keep();
    }
    if (data.event !== "pong") this.onevent(data);
  }

  // Sends a message; if nothing at all comes back for some seconds, the code inside is stuck.
  async take(message, transfer = []) {
    await this.ready;
    if (this.over) return;
    this.worker.postMessage(message, transfer);
    this.watch();
  }

  // Brings the sources of all packages in; whoever has time asks for it.
  complete() {
    this.whole ??= new Promise((done) => {
      this.completed = done;
      // Unpacking is not the reader's code: it may take as long as it takes.
      this.busy = true;
      this.take({ do: "complete" });
    });
    return this.whole;
  }

  watch() {
    if (this.silentSince !== undefined || this.over) return;
    this.silentSince = performance.now();
    this.worker.postMessage({ do: "ping" });
    const look = () => {
      if (this.silentSince === undefined || this.over) return;
      if (this.busy) this.silentSince = performance.now();
      if (performance.now() - this.silentSince > this.patience) {
        this.onevent({ event: "stuck", seconds: Math.round(this.patience / 1000) });
      } else {
        setTimeout(look, 250);
      }
    };
    setTimeout(look, 250);
  }

  end() {
    this.over = true;
    this.onevent = () => {};
    this.worker?.terminate();
    this.frame?.remove();
  }
}
