// A window of the lab: a browser's window of one person, with an address, cookies and a console.
import { Cookies } from "./cookies.js";
import { makeDocument, plainPage } from "./document.js";
import { element } from "./element.js";
import { forConsole } from "./relocate.js";

const MOST_REDIRECTS = 20;
let windows = 0;
let nextPort = 50000;

export class PersonWindow {
  // "server" is what answers: request({method, target, headers, body}) and the sockets' messages.
  constructor({ title, host, start, cookies = [], foreign = false, note = "" }, server) {
    Object.assign(this, { title, host, foreign, server });
    this.name = `window-${++windows}`;
    this.address = new URL(start, `http://${host}/`);
    this.cookies = new Cookies();
    cookies.forEach((line) => this.cookies.set(host, line));
    this.sockets = new Map();
    this.build(note);
    addEventListener("message", (event) => {
      if (event.source === this.frame.contentWindow && event.data?.lab === this.name) this.connect(event.ports[0]);
    });
  }

  build(note) {
    this.frame = element("iframe", {
      title: `${this.title}'s page`,
      // No right to anything of this site, not even to its storage.
      sandbox: "allow-scripts allow-forms allow-modals",
    });
    this.bar = element("input", { type: "text", "aria-label": `Address of ${this.title}'s window`, spellcheck: "false", autocapitalize: "none" });
    this.said = element("div", { class: "lab-said", role: "log", "aria-label": `Console of ${this.title}'s window`, tabindex: "0" });
    this.line = element("textarea", { rows: "1", "aria-label": `A line for the console of ${this.title}'s window`, spellcheck: "false", autocapitalize: "none", placeholder: "socket.readyState" });
    this.console = element("details", { class: "lab-console" }, element("summary", {}, "Console"), this.said, this.line);
    this.element = element(
      "section", { class: "lab-window", "aria-label": `${this.title}'s window` },
      element("form", { class: "lab-address" }, element("b", {}, this.title), this.bar, element("button", { type: "submit", title: "Load this address" }, "Load")),
      note && element("p", { class: "lab-note" }, note),
      this.frame,
      this.console,
    );
    this.element.querySelector("form").onsubmit = (event) => {
      event.preventDefault();
      this.go(new URL(this.bar.value, this.address).href);
    };
    this.line.onkeydown = (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      this.run(this.line.value);
      this.line.value = "";
    };
  }

  // The console

  log(level, text) {
    const line = element("p", { class: `lab-${level}` }, text);
    this.said.append(line);
    while (this.said.childElementCount > 300) this.said.firstChild.remove();
    this.said.scrollTop = this.said.scrollHeight;
    if (level === "error") this.console.classList.add("lab-has-errors");
  }

  run(source) {
    this.log("typed", source);
    this.port?.postMessage({ do: "console", source: forConsole(source) });
  }

  // Pages

  async request(url, { method = "GET", headers = [], body = null, navigation = false, credentials = "same-origin" } = {}) {
    const origin = this.address.origin;
    const given = [["Host", url.host], ["User-Agent", "Lab"], ["Accept", navigation ? "text/html,*/*;q=0.8" : "*/*"]];
    const foreign = origin !== url.origin;
    if (method !== "GET" && method !== "HEAD") given.push(["Origin", origin]);
    else if (foreign && !navigation) given.push(["Origin", origin]);
    if (!foreign) given.push(["Referer", this.address.href]);
    const cookie = credentials === "omit" ? "" : this.cookies.header(url, this.address.host, { navigation });
    if (cookie) given.push(["Cookie", cookie]);
    if (body) given.push(["Content-Length", String(body.length)]);
    const answer = await this.server.request(
      { method, target: url.pathname + url.search, headers: [...given, ...headers], body, port: nextPort++ }, this,
    );
    this.cookies.take(url.host, answer.headers);
    this.port?.postMessage({ do: "cookies", cookies: this.cookies.header(this.address, this.address.host, { script: true }) });
    return answer;
  }

  // Follows redirections as a browser does; the answer has the address in the end as its "url".
  async follow(url, options) {
    let { method = "GET", body = null, headers = [] } = options;
    for (let hops = 0; hops < MOST_REDIRECTS; hops++) {
      const answer = this.elsewhere(url) ?? await this.request(url, { ...options, method, body, headers });
      const next = answer.headers.find(([name]) => name.toLowerCase() === "location");
      if (![301, 302, 303, 307, 308].includes(answer.status) || !next || options.redirect === "manual") {
        return { ...answer, url: url.href };
      }
      if (options.redirect === "error") return { status: null };
      url = new URL(next[1], url);
      if (answer.status < 307 && method !== "HEAD") [method, body, headers] = ["GET", null, []];
    }
    return { status: null };
  }

  // Only the project's own server exists in the lab.
  elsewhere(url) {
    if (/^(.*\.localhost|localhost|127\.0\.0\.1)$/.test(url.hostname) && ["http:"].includes(url.protocol)) return null;
    const text = this.foreign && url.host === this.host
      ? "This page is not of your project: it plays a page of any other site that somebody visits. Its console can open a WebSocket to your server, and your server sees where it comes from."
      : "The lab has no connection to anything but the project in it.";
    const title = this.foreign && url.host === this.host ? `A page of ${url.host}` : `${url.host} cannot be reached from here`;
    return { status: 200, headers: [["Content-Type", "text/html; charset=utf-8"]], body: plainPage(title, text) };
  }

  async go(href, { method = "GET", type, body = null } = {}) {
    const turn = (this.turn = {});
    const url = new URL(href, this.address);
    this.bar.value = url.href;
    this.element.setAttribute("aria-busy", "true");
    this.leave();
    const headers = type ? [["Content-Type", type]] : [];
    let answer = await this.follow(url, { method, body, headers, navigation: true });
    if (turn !== this.turn) return;
    this.failed = answer.status === null || answer.status >= 400;
    if (answer.status === null) {
      answer = { url: url.href, headers: [], body: plainPage("This page cannot be reached", "Nobody answers at this address: the server is not running. The terminal below says why.") };
    }
    this.address = new URL(answer.url);
    if (url.hash && !this.address.hash) this.address.hash = url.hash;
    this.bar.value = this.address.href;
    const kind = answer.headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "text/html";
    if (!/html/.test(kind)) answer.body = plainPage(url.pathname, new TextDecoder().decode(answer.body));
    const start = { window: this.name, address: this.address.href, cookies: this.cookies.header(this.address, this.address.host, { script: true }) };
    const html = await makeDocument(answer, start, (address) => this.resource(address));
    if (turn !== this.turn) return;
    // Anybody who waits for a page that another one replaces would wait for ever.
    this.replaced?.();
    await new Promise((done) => {
      this.replaced = done;
      this.frame.onload = done;
      this.frame.srcdoc = html;
    });
    this.element.removeAttribute("aria-busy");
  }

  async resource(address) {
    const url = new URL(address);
    const answer = this.elsewhere(url) ? { status: null } : await this.request(url);
    const type = answer.headers?.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
    return { status: answer.status, type: type.split(";")[0], body: answer.body };
  }

  reload() { return this.go(this.address.href); }

  // What the page inside asks for

  connect(port) {
    // What the page before has opened while it was already being left: its numbers come again.
    this.leave();
    this.port?.close();
    this.port = port;
    port.onmessage = ({ data }) => this[`do_${data.do}`]?.(data);
  }

  leave() {
    for (const id of this.sockets.keys()) this.server.close(id, 1001);
    this.sockets.clear();
  }

  async do_fetch({ ask, url, method, headers, body, redirect, credentials }) {
    const target = new URL(url);
    // A browser keeps a page from reading what another site answers.
    const answer = this.elsewhere(target) || target.origin !== this.address.origin
      ? { status: null }
      : await this.follow(target, { method, headers, body, redirect, credentials });
    this.port.postMessage(answer.status === null ? { answer: ask, failed: true } : { answer: ask, ...answer });
  }

  do_go({ url, method, type, body }) { this.go(url, { method, type, body }); }
  do_log({ level, text }) { this.log(level, text); }
  do_cookie({ value }) {
    this.cookies.set(this.address.host, value, true);
    this.port.postMessage({ do: "cookies", cookies: this.cookies.header(this.address, this.address.host, { script: true }) });
  }

  do_open({ socket, url, origin, protocols }) {
    const target = new URL(url.replace(/^ws/, "http"));
    const port = this.port;
    const tell = (event) => {
      if (["refused", "close"].includes(event.what)) this.sockets.delete(id);
      if (port === this.port) port.postMessage({ ...event, event: "socket", socket });
    };
    const headers = [
      ["Host", target.host], ["Connection", "Upgrade"], ["Upgrade", "websocket"], ["Origin", origin],
      ["Sec-WebSocket-Version", "13"], ["Sec-WebSocket-Key", btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))],
    ];
    const cookie = this.cookies.header(target, this.address.host);
    if (cookie) headers.push(["Cookie", cookie]);
    if (protocols.length) headers.push(["Sec-WebSocket-Protocol", protocols.join(", ")]);
    const id = this.server.open({ target: target.pathname + target.search, headers, port: nextPort++ }, tell, this, this.elsewhere(target) !== null);
    this.sockets.set(id, socket);
  }

  #id(socket) { return [...this.sockets].find(([, number]) => number === socket)?.[0]; }
  do_frame({ socket, data }) { this.server.frame(this.#id(socket), data); }
  do_close({ socket, code }) { this.server.close(this.#id(socket), code); }
}
