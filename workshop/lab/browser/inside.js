// The script that is put first into each window's page. It gives the page what a browser gives it:
// fetch, WebSocket, forms, links, location, document.cookie and console, all by way of the lab.
// "ADDRESS", "COOKIES" and "WINDOW" are written in by window.js.
import { makeSocket } from "./socket.js";

const start = window.__lab;
delete window.__lab;
let address = new URL(start.address);
let cookies = start.cookies;
const { port1: port, port2 } = new MessageChannel();
parent.postMessage({ lab: start.window }, "*", [port2]);

const asked = new Map();
let last = 0;
const ask = (message, transfer) =>
  new Promise((done, failed) => {
    asked.set(++last, { done, failed });
    port.postMessage({ ...message, ask: last }, transfer ?? []);
  });
const tell = (message) => port.postMessage(message);
const absolute = (it) => new URL(it, document.baseURI);

const { WebSocket, heard } = makeSocket({ tell, absolute, origin: () => address.origin, report });
port.onmessage = ({ data }) => {
  if (data.answer) {
    const { done, failed } = asked.get(data.answer);
    asked.delete(data.answer);
    if (data.failed) failed(new TypeError("Failed to fetch"));
    else done(data);
  } else if (data.event === "socket") heard(data);
  else if (data.do === "console") run(data.source);
  else if (data.do === "cookies") cookies = data.cookies;
};

// fetch

const BARE = new Set([101, 204, 205, 304]);
async function labFetch(input, init) {
  // The browser's own Request knows how a form, a text or parameters become bytes.
  const request = input instanceof Request ? new Request(input, init) : new Request(absolute(input), init);
  const body = ["GET", "HEAD"].includes(request.method) ? null : new Uint8Array(await request.arrayBuffer());
  const answer = await ask({
    do: "fetch", url: request.url, method: request.method, headers: [...request.headers], body,
    redirect: request.redirect, credentials: request.credentials,
  });
  const headers = answer.headers.filter(([name]) => name.toLowerCase() !== "set-cookie");
  const response = new Response(BARE.has(answer.status) ? null : answer.body, { status: answer.status, headers });
  Object.defineProperties(response, {
    url: { value: answer.url },
    redirected: { value: answer.url !== request.url },
    type: { value: "basic" },
  });
  return response;
}

// location, as far as pages use it; the browser's own cannot be replaced, see relocate.js.

const go = (url) => tell({ do: "go", url: absolute(url).href });
const location = {
  assign: go,
  replace: go,
  reload: () => tell({ do: "go", url: address.href }),
  toString: () => address.href,
};
for (const part of ["href", "pathname", "search", "host", "hostname", "port", "protocol"]) {
  Object.defineProperty(location, part, {
    enumerable: true,
    get: () => address[part],
    set(value) {
      const next = new URL(address);
      if (part === "href") return go(value);
      next[part] = value;
      go(next.href);
    },
  });
}
Object.defineProperty(location, "origin", { enumerable: true, get: () => address.origin });
Object.defineProperty(location, "hash", {
  enumerable: true,
  get: () => address.hash,
  set: (value) => { address.hash = value; },
});

function give(where, name, what) {
  Object.defineProperty(where, name, { configurable: true, ...what });
}
for (const where of [window, document]) give(where, "$ocation", { get: () => location, set: go });
give(window, "fetch", { writable: true, value: labFetch });
give(window, "WebSocket", { writable: true, value: WebSocket });
give(document, "cookie", {
  get: () => cookies,
  set: (value) => tell({ do: "cookie", value: String(value) }),
});
give(document, "URL", { get: () => address.href });
give(document, "domain", { get: () => address.hostname });
for (const name of ["localStorage", "sessionStorage"]) {
  const kept = new Map();
  give(window, name, {
    value: {
      getItem: (key) => kept.get(String(key)) ?? null,
      setItem: (key, value) => void kept.set(String(key), String(value)),
      removeItem: (key) => void kept.delete(String(key)),
      clear: () => kept.clear(),
    },
  });
}

// Links and forms. The page's own listeners come first.

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button) return;
  event.preventDefault();
  const url = absolute(link.getAttribute("href"));
  if (url.href.split("#")[0] === address.href.split("#")[0] && url.hash) {
    address = url;
    document.querySelector(url.hash)?.scrollIntoView();
  } else go(url);
});

function submit(form, submitter) {
  const fields = new FormData(form, submitter);
  const method = (submitter?.getAttribute("formmethod") ?? form.method).toUpperCase();
  // An input called "action" would hide the form's own.
  const action = absolute(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? address.href);
  if (method !== "POST") {
    action.search = new URLSearchParams(fields);
    go(action);
  } else if (form.enctype === "multipart/form-data") {
    const request = new Request(action, { method, body: fields });
    request.arrayBuffer().then((body) => tell({
      do: "go", url: action.href, method, type: request.headers.get("content-type"), body: new Uint8Array(body),
    }));
  } else {
    const body = new TextEncoder().encode(new URLSearchParams(fields));
    tell({ do: "go", url: action.href, method, type: "application/x-www-form-urlencoded", body });
  }
}
addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  submit(event.target, event.submitter);
});
HTMLFormElement.prototype.submit = function () { submit(this); };

// The console: what the page logs, what goes wrong, and the lines that are typed.

function report(level, text) {
  tell({ do: "log", level, text });
}
function seen(value, depth = 0) {
  if (typeof value === "string") return depth ? JSON.stringify(value) : value;
  if (typeof value === "function") return `ƒ ${value.name}()`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Promise) return "Promise {}";
  if (value instanceof Node) return value.outerHTML?.slice(0, 200) ?? value.nodeName;
  if (typeof value !== "object" || value === null) return String(value);
  if (depth > 1) return "…";
  if (Array.isArray(value)) return `[${value.map((it) => seen(it, depth + 1)).join(", ")}]`;
  const name = value.constructor?.name;
  const parts = Object.entries(value).slice(0, 20).map(([key, it]) => `${key}: ${seen(it, depth + 1)}`);
  return `${name && name !== "Object" ? `${name} ` : ""}{${parts.join(", ")}}`;
}
for (const level of ["log", "info", "debug", "warn", "error"]) {
  console[level] = (...values) => report(level, values.map((it) => seen(it)).join(" "));
}
addEventListener("error", (event) => {
  if (event.message) report("error", `Uncaught ${event.message.replace(/^Uncaught /, "")}`);
});
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  report("error", `Uncaught (in promise) ${seen(event.reason)}`);
});

const evaluate = window.eval;
async function run(source) {
  try {
    const value = await evaluate(source);
    report("value", seen(value, 1));
  } catch (error) {
    report("error", `Uncaught ${seen(error)}`);
  }
}
