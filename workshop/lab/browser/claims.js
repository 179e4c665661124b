// What works now: the claims of the checkpoint, asked of the project as it is in the editor.
import { element } from "./element.js";

const ONE_PROCESS = "cannot be asked here: the lab has one process";

export function makeClaims(server, lesson) {
  const notHere = Object.fromEntries(lesson.one_process.map((id) => [id, ONE_PROCESS]));
  const body = element("tbody");
  const said = element("p", { role: "status" });
  const all = element("button", { type: "button", onclick: () => ask(askable()) }, "Ask all");
  let state;
  let rows = new Map();

  const askable = () => Object.keys(state.claims).filter((id) => !notHere[id]);

  function show(next) {
    state = next;
    rows = new Map();
    const lines = Object.entries(state.claims).map(([id, promised]) => {
      const answer = element("td", { class: "lab-answer" }, notHere[id] ?? "not asked yet");
      const button = element("button", { type: "button", onclick: () => ask([id]), "aria-label": `Ask: ${lesson.claims[id]}` }, "Ask");
      rows.set(id, { promised, answer });
      return element("tr", {}, element("th", { scope: "row" }, lesson.claims[id]), element("td", {}, promised ? "yes" : "no"), answer, element("td", {}, notHere[id] ? "" : button));
    });
    body.replaceChildren(...lines);
    said.textContent = "";
  }

  async function ask(ids) {
    if (server.state === "starting") {
      said.textContent = "The server starts. Then it is asked …";
      await new Promise((done) => server.addEventListener("state", done, { once: true }));
    }
    if (server.state !== "running") {
      said.textContent = "The server is not running. Press Run first.";
      return;
    }
    for (const id of ids) rows.get(id).answer.textContent = "asking …";
    said.textContent = "Asking …";
    const [one, other] = lesson.people.map((name) => ({ sessionid: lesson.sessions[name] }));
    server.ask({ ...state.target, people: state.people ? [one, other] : [{}, {}] }, ids);
  }

  server.addEventListener("claim", ({ detail }) => {
    const row = rows.get(detail.id);
    if (!row) return;
    const agrees = detail.held === row.promised;
    row.answer.className = `lab-answer ${agrees ? "lab-agrees" : "lab-differs"}`;
    row.answer.replaceChildren(element("b", {}, `${detail.held ? "yes" : "no"}${agrees ? "" : ", not as at the checkpoint"}`), element("span", {}, ` ${detail.happened}`));
  });
  server.addEventListener("asked", () => {
    const answers = [...rows.values()].map((row) => row.answer);
    const differ = answers.filter((it) => it.matches(".lab-differs")).length;
    const asked = answers.filter((it) => it.matches(".lab-agrees, .lab-differs")).length;
    if (!asked) said.textContent = "The server does not run. Press Run first.";
    else said.textContent = differ ? `${differ} of ${asked} answers differ from the checkpoint.` : `All ${asked} answers are as at the checkpoint.`;
  });
  server.addEventListener("state", () => {
    if (server.state !== "starting") return;
    for (const [id, { answer }] of rows) {
      answer.className = "lab-answer";
      answer.textContent = notHere[id] ?? "not asked yet";
    }
    said.textContent = "";
  });

  return {
    element: element(
      "div", { class: "lab-claims", tabindex: "0", role: "region", "aria-label": "What works now" },
      element("div", { class: "lab-tools" }, all, said),
      element("table", { class: "lab-table" }, element("thead", {}, element("tr", {}, ...["What works", "at this checkpoint", "your project now", ""].map((text) => (text ? element("th", { scope: "col" }, text) : element("td", {}))))), body),
    ),
    show,
    ask: () => ask(askable()),
  };
}
