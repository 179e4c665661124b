// What travels, live: requests, handshakes and frames, and what the server does with a frame inside.
import { element } from "./element.js";

const MOST = 500;
const STATUS = { 101: "Switching Protocols", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error" };
const short = (text, most = 300) => (text.length > most ? `${text.slice(0, most)} …` : text);

// Each returns [who, what is shown first, the rest, css class].
const ROWS = {
  request: (it, who) => [`${who} → server`, `${it.method} ${it.target}`, it.body, "http"],
  response: (it, who) => [`server → ${who}`, `${it.status} ${it.reason}`, `${it.size} bytes`, "http"],
  handshake: (it, who) => [`${who} → server`, `handshake ${it.target}`, "", "shake"],
  answer: (it, who) => [`server → ${who}`, it.status === null ? "no answer" : `${it.status} ${STATUS[it.status] ?? ""}`, it.status === 101 ? "the connection is open" : "there is no WebSocket", "shake"],
  frame: (it, who) => [it.by === "client" ? `${who} → server` : `server → ${who}`, `${it.kind} frame`, it.text, "frame"],
  close: (it, who) => [
    it.by === "client" ? `${who} → server` : `server → ${who}`,
    it.code === 1006 ? "connection broken off" : "close frame",
    it.code === 1006 ? "1006 on the page" : String(it.code ?? "without a code"), "frame",
  ],
  event: (it, who) => [`in ${who}'s consumer`, it.type.replace("websocket.", "").replaceAll(".", "_"), it.message, "inner"],
  group_add: (it, who) => [`${who}'s consumer → layer`, "group_add", it.group, "inner"],
  group_discard: (it, who) => [`${who}'s consumer → layer`, "group_discard", it.group, "inner"],
  group_send: (it, who) => [`${who}'s consumer → layer`, "group_send", `${it.group}: ${it.message}`, "inner"],
};

export function makeWire(server) {
  const names = new Map();
  const list = element("ol", { class: "lab-wire", "aria-label": "What travels between the windows and the server", tabindex: "0" });
  const waiting = element("span", { role: "status", class: "lab-waiting" });
  const next = element("button", { type: "button", disabled: "", onclick: () => server.next() }, "Next");
  const step = element("button", { type: "button", "aria-pressed": "false", onclick: () => stepping(step.getAttribute("aria-pressed") !== "true") }, "Step through");
  const http = element("input", { type: "checkbox" });
  const inner = element("input", { type: "checkbox", checked: "" });
  const clear = element("button", { type: "button", onclick: () => list.replaceChildren() }, "Clear");
  http.onchange = inner.onchange = show;

  function show() {
    list.classList.toggle("lab-no-http", !http.checked);
    list.classList.toggle("lab-no-inner", !inner.checked);
  }

  function stepping(on) {
    step.setAttribute("aria-pressed", String(on));
    server.step(on);
    waiting.textContent = on ? "Send a message in a window. Each event then waits for “Next”." : "";
    if (!on) next.disabled = true;
  }

  server.addEventListener("who", ({ detail }) => names.set(detail.id, detail.from?.title ?? "?"));
  server.addEventListener("waiting", ({ detail }) => {
    if (step.getAttribute("aria-pressed") !== "true") return;
    next.disabled = detail.count === 0;
    waiting.textContent = detail.count ? `${detail.count} event${detail.count > 1 ? "s" : ""} waiting.` : "Nothing waits.";
  });
  server.addEventListener("state", () => {
    if (server.state === "running" && step.getAttribute("aria-pressed") === "true") server.step(true);
    if (server.state !== "running") next.disabled = true;
  });
  server.addEventListener("wire", ({ detail }) => {
    const row = ROWS[detail.what];
    if (!row) return;
    const [who, first, rest, kind] = row(detail, names.get(detail.socket ?? detail.id) ?? "?");
    const head = [element("span", { class: "lab-who" }, who), element("b", {}, first), element("code", {}, short(rest ?? ""))];
    const content = detail.headers
      ? element("details", {}, element("summary", {}, ...head), element("pre", {}, detail.headers.map(([name, value]) => `${name}: ${value}`).join("\n")))
      : element("div", {}, ...head);
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(element("li", { class: `lab-${kind}${detail.waits ? " lab-held" : ""}` }, content));
    while (list.childElementCount > MOST) list.firstChild.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
  });
  show();

  return {
    element: element(
      "div", { class: "lab-wire-panel" },
      element("div", { class: "lab-tools" }, step, next, waiting, element("label", {}, inner, " inside the server"), element("label", {}, http, " HTTP"), clear),
      list,
    ),
    showHttp(on) {
      http.checked = on;
      show();
    },
  };
}
