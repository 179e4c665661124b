// A WebSocket as the page's script knows it (WHATWG "WebSockets"), with the lab at its other end.

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

// Returns the class for one page, and the function that takes what the lab says about sockets.
export function makeSocket({ tell, absolute, origin, report }) {
  const sockets = new Map();
  let last = 0;

  class WebSocket extends EventTarget {
    #number = ++last;
    #state = CONNECTING;
    #handlers = {};
    #failed = false;
    binaryType = "blob";
    extensions = "";
    protocol = "";

    constructor(url, protocols = []) {
      super();
      let parsed;
      try {
        parsed = absolute(url);
      } catch {
        throw new DOMException(`Failed to construct 'WebSocket': The URL '${url}' is invalid.`, "SyntaxError");
      }
      parsed.protocol = parsed.protocol.replace("http", "ws");
      if (!["ws:", "wss:"].includes(parsed.protocol)) {
        throw new DOMException(`Failed to construct 'WebSocket': The URL's scheme must be either 'http', 'https', 'ws', or 'wss'. '${parsed.protocol.slice(0, -1)}' is not allowed.`, "SyntaxError");
      }
      if (parsed.hash) {
        throw new DOMException(`Failed to construct 'WebSocket': The URL contains a fragment identifier ('${parsed.hash.slice(1)}'). Fragment identifiers are not allowed in WebSocket URLs.`, "SyntaxError");
      }
      const wanted = [].concat(protocols);
      if (wanted.some((it) => !TOKEN.test(it)) || new Set(wanted).size < wanted.length) {
        throw new DOMException(`Failed to construct 'WebSocket': The subprotocol '${wanted}' is invalid.`, "SyntaxError");
      }
      this.url = parsed.href;
      sockets.set(this.#number, this);
      tell({ do: "open", socket: this.#number, url: this.url, origin: origin(), protocols: wanted });
    }

    get readyState() { return this.#state; }
    get bufferedAmount() { return 0; }

    send(data) {
      if (this.#state === CONNECTING) {
        throw new DOMException("Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.", "InvalidStateError");
      }
      if (this.#state !== OPEN) {
        report("error", "WebSocket is already in CLOSING or CLOSED state.");
        return;
      }
      if (data instanceof Blob) {
        data.arrayBuffer().then((bytes) => this.#give(new Uint8Array(bytes)));
      } else if (data instanceof ArrayBuffer) this.#give(new Uint8Array(data.slice(0)));
      else if (ArrayBuffer.isView(data)) {
        this.#give(new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength)));
      } else this.#give(String(data).toWellFormed?.() ?? String(data));
    }

    #give(data) { tell({ do: "frame", socket: this.#number, data }); }

    close(code, reason = "") {
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw new DOMException(`Failed to execute 'close' on 'WebSocket': The close code must be either 1000, or between 3000 and 4999. ${code} is neither.`, "InvalidAccessError");
      }
      if (new TextEncoder().encode(reason).length > 123) {
        throw new DOMException("Failed to execute 'close' on 'WebSocket': The message must not be greater than 123 bytes.", "SyntaxError");
      }
      if (this.#state >= CLOSING) return;
      if (this.#state === CONNECTING) {
        this.#failed = true;
        report("error", `WebSocket connection to '${this.url}' failed: WebSocket is closed before the connection is established.`);
      }
      tell({ do: "close", socket: this.#number, code: this.#state === CONNECTING ? 1006 : code });
      const was = this.#state;
      this.#state = CLOSING;
      if (was === CONNECTING) queueMicrotask(() => this.#end(1006, false));
    }

    heard(event) {
      if (this.#state === CLOSED) return;
      if (event.what === "open" && this.#state === CONNECTING) {
        this.#state = OPEN;
        this.protocol = event.subprotocol ?? "";
        this.dispatchEvent(new Event("open"));
      } else if (event.what === "refused") {
        const why = event.status === null
          ? "Error in connection establishment: net::ERR_CONNECTION_REFUSED"
          : `Error during WebSocket handshake: Unexpected response code: ${event.status}`;
        report("error", `WebSocket connection to '${this.url}' failed: ${why}`);
        this.#failed = true;
        this.#end(1006, false);
      } else if (event.what === "message" && this.#state === OPEN) {
        let data = event.data;
        if (typeof data !== "string") data = this.binaryType === "blob" ? new Blob([data]) : data.buffer;
        this.dispatchEvent(new MessageEvent("message", { data, origin: new URL(this.url).origin }));
      } else if (event.what === "close") {
        this.#end(event.code, event.clean);
      }
    }

    #end(code, wasClean) {
      this.#state = CLOSED;
      sockets.delete(this.#number);
      if (this.#failed) this.dispatchEvent(new Event("error"));
      this.dispatchEvent(new CloseEvent("close", { code, wasClean }));
    }

    static {
      Object.entries({ CONNECTING, OPEN, CLOSING, CLOSED }).forEach(([name, value]) => {
        Object.defineProperty(this, name, { value, enumerable: true });
        Object.defineProperty(this.prototype, name, { value, enumerable: true });
      });
      for (const kind of ["open", "message", "error", "close"]) {
        Object.defineProperty(this.prototype, `on${kind}`, {
          get() { return this.#handlers[kind]?.listener ?? null; },
          set(listener) {
            const known = this.#handlers[kind];
            if (!known) this.addEventListener(kind, (event) => this.#handlers[kind].listener?.call(this, event));
            this.#handlers[kind] = { listener: typeof listener === "function" ? listener : null };
          },
        });
      }
    }
  }

  return { WebSocket, heard: (event) => sockets.get(event.socket)?.heard(event) };
}
