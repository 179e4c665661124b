// The server of the lab as windows and panels see it: it can be started again and again, each time
// as a new process, and it passes on what the process tells.

export class Server extends EventTarget {
  // Takes a process that is getting ready, and a function that makes others.
  constructor(first, make) {
    super();
    this.make = make;
    this.asked = new Map();
    this.sockets = new Map();
    this.last = 0;
    this.spare = first;
    this.state = "stopped";
  }

  tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  // Starts a new process with these files (a dict of path to text); resolves when it serves, or
  // when it is clear that it will not: true or false.
  async start(files, whole = false) {
    await this.keepDatabase();
    this.stop();
    this.state = "starting";
    this.tell("state");
    const turn = (this.turn = {});
    const process = this.spare ?? this.make();
    this.spare = null;
    this.process = process;
    process.onevent = (event) => this.heard(event);
    try {
      await process.ready;
    } catch (error) {
      if (turn === this.turn) this.over("broken", { reason: error.message });
      return false;
    }
    // What starts for the first time is the lesson's own, and quick; later a traceback may follow.
    if (this.startedBefore || whole) await process.complete();
    if (turn !== this.turn) return false;
    this.startedBefore = true;
    const started = new Promise((done) => { this.done = done; });
    process.take({ do: "start", files, ...(this.database && { database: this.database }) });
    const runs = await started;
    return runs;
  }

  // Ends the process: sockets break off, requests find nobody.
  stop() {
    this.turn = {};
    this.done?.(false);
    const process = this.process;
    this.process = null;
    process?.end();
    this.breakOff();
    this.state = "stopped";
    this.tell("state");
  }

  breakOff() {
    for (const socket of this.sockets.values()) socket.tell({ what: "close", code: 1006, clean: false });
    this.sockets.clear();
    for (const answer of this.asked.values()) answer({ event: "response", status: null, headers: [], body: new Uint8Array() });
    this.asked.clear();
    this.answered?.();
  }

  // The database outlives the process, as a file does.
  async keepDatabase() {
    if (!this.process || this.state !== "running") return;
    const process = this.process;
    const kept = new Promise((done) => { this.keep = done; });
    process.take({ do: "database" });
    await Promise.race([kept, new Promise((done) => setTimeout(done, 2000))]);
  }

  // Uses the time when nobody waits: while somebody reads, for the sources.
  complete() { this.process?.complete(); }

  // The same while somebody types: for the next process.
  async prepare() {
    await this.process?.complete();
    this.spare ??= this.make();
    await this.spare.complete();
  }

  over(why, detail) {
    this.done?.(false);
    const process = this.process;
    this.process = null;
    process?.end();
    this.breakOff();
    this.state = "stopped";
    this.tell("state");
    this.tell(why, detail);
    this.prepare();
  }

  heard(event) {
    if (event.database) this.database = event.database;
    switch (event.event) {
      case "started":
        this.state = "running";
        this.tell("state");
        this.done(true);
        break;
      case "failed":
        this.over("failed", event);
        break;
      case "ended":
      case "stuck":
        this.over(event.event, { ...event, starting: this.state === "starting" });
        break;
      case "response":
        this.asked.get(event.id)?.(event);
        this.asked.delete(event.id);
        break;
      case "socket": {
        const socket = this.sockets.get(event.id);
        if (["refused", "close"].includes(event.what)) this.sockets.delete(event.id);
        socket?.tell(event);
        break;
      }
      case "database":
        this.keep?.();
        break;
      case "asked":
        this.answered?.();
        break;
      default:
        this.tell(event.event, event);
    }
  }

  // For windows

  async request(request, from) {
    const id = ++this.last;
    if (!this.process) return { status: null, headers: [], body: new Uint8Array() };
    return new Promise((done) => {
      this.asked.set(id, done);
      this.tell("who", { id, from });
      this.process.take({ do: "http", id, ...request });
    });
  }

  open(request, tell, from, elsewhere = false) {
    const id = ++this.last;
    if (!this.process || elsewhere) {
      queueMicrotask(() => tell({ what: "refused", status: null }));
      return id;
    }
    this.sockets.set(id, { tell, from });
    this.tell("who", { id, from });
    this.process.take({ do: "open", id, ...request });
    return id;
  }

  frame(id, data) {
    if (this.sockets.has(id)) this.process?.take({ do: "frame", id, data });
  }

  close(id, code) {
    if (!this.sockets.has(id)) return;
    if (code === 1001 || code === 1006) this.sockets.delete(id);
    this.process?.take({ do: "close", id, code });
  }

  // For panels

  step(on) { this.process?.take({ do: "step", on }); }
  next() { this.process?.take({ do: "next" }); }

  // Asks claims of a checkpoint, one after the other; the answers come as events "claim", in the
  // end comes an event "asked".
  async ask(target, claims) {
    for (const claim of claims) {
      const process = this.process;
      if (!process) break;
      const answered = new Promise((done) => { this.answered = done; });
      process.take({ do: "ask", target, claims: [claim] });
      await answered;
    }
    this.tell("asked");
  }

  // Runs another command of manage.py in the running process.
  manage(args) { this.process?.take({ do: "manage", arguments: args }); }
}
