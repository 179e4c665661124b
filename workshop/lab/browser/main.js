// The lab: everything that appears when "Start" has been pressed.
import { folder, unzip, zip } from "./archive.js";
import { makeClaims } from "./claims.js";
import { Editor } from "./editor.js";
import { element } from "./element.js";
import { makePanels } from "./panels.js";
import { Server } from "./server.js";
import { allBuilds, allStates, stateOf } from "./states.js";
import { forget, isRefused, keep, kept } from "./store.js";
import { makeTerminal } from "./terminal.js";
import { makeWindows } from "./windows.js";
import { makeWire } from "./wire.js";

const base = new URL("./", document.currentScript.src).href;
const place = document.getElementById("lab");
const button = (text, onclick, more = {}) => element("button", { type: "button", onclick, ...more }, text);

async function begin() {
  const { Process, first: process } = window.lab;
  const server = new Server(process, () => new Process(base));
  const lesson = await (await fetch(`${base}contents.json`)).json();

  const terminal = makeTerminal(server);
  const wire = makeWire(server);
  const claims = makeClaims(server, lesson);
  const windows = makeWindows(server, lesson);
  const editor = new Editor({ onchange: changed, onrun: run });
  const panels = makePanels([["Terminal", terminal.element], ["Wire", wire.element], ["What works now", claims.element]]);

  const said = element("span", { role: "status", class: "lab-state" });
  const options = (states) => states.map(([name, title]) => element("option", { value: name }, title));
  const choice = element(
    "select", { "aria-label": "Where the project is in the lesson" },
    options(allStates(lesson)), element("optgroup", { label: "Build on the finished chat" }, options(allBuilds(lesson))),
  );
  const compare = element("select", { "aria-label": "Mark what differs" });
  const next = button("Next checkpoint", () => { location.hash = state.next; });
  const begun = button("", () => put(state.before.files, "Put all files back to where this page begins?"));
  const chosenZip = element("input", { type: "file", accept: ".zip", hidden: "", "aria-label": "A ZIP to open" });
  const chosenFolder = element("input", { type: "file", webkitdirectory: "", hidden: "", "aria-label": "A folder to open" });
  const files = element(
    "details", { class: "lab-menu" }, element("summary", {}, "Files"),
    element("div", {},
      button("New file …", () => {
        const path = prompt("Path of the new file, such as chat/routing.py");
        if (path && path in editor.files) editor.open(path);
        else if (path) editor.add(path.replace(/^\/+/, ""));
      }),
      button("Delete this file", () => { if (confirm(`Delete ${editor.path}?`)) editor.remove(); }),
      button("Save as ZIP", save),
      button("Open a ZIP …", () => chosenZip.click()),
      button("Open a folder …", () => chosenFolder.click()),
      begun, button("Reset to the checkpoint", () => put(state.files, `Put all files back as they are at ${state.key}?`)),
      chosenZip, chosenFolder,
    ),
  );
  // A menu closes when something of it is chosen, and with Escape.
  files.addEventListener("click", (event) => { if (event.target.closest("button")) files.open = false; });
  files.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    files.open = false;
    files.firstChild.focus();
  });
  let state;
  let unsaved = new Set();

  function changed(path) {
    server.prepare();
    unsaved.add(path);
    if (!keep(state.key, editor.files) && isRefused()) tell("Changed. This browser keeps nothing: save it as ZIP before you leave.");
    else tell("Changed. Run it to see what it does.");
  }

  function tell(text) { said.textContent = text; }

  const STATES = { starting: "Starting …", running: "Running.", stopped: "Stopped." };
  server.addEventListener("state", () => {
    tell(STATES[server.state]);
    place.dataset.state = server.state;
  });
  server.addEventListener("stuck", ({ detail }) => {
    panels.open("Terminal");
    if (!detail.starting) run();
  });
  for (const event of ["ended", "failed", "broken", "flood"]) server.addEventListener(event, () => panels.open("Terminal"));

  // What a command has written, such as a migration, belongs to the project.
  server.addEventListener("managed", ({ detail }) => {
    for (const [path, text] of Object.entries(detail.written)) editor.add(path, text);
  });

  async function run() {
    const changedHere = Boolean(kept(state.key));
    const reload = first || [...unsaved].some((path) => !path.endsWith(".py")) || windows.all().some((it) => it.failed);
    for (const path of unsaved) if (path.endsWith(".py")) terminal.print(`/home/you/learning/${path} changed, reloading.\n`);
    unsaved = new Set();
    first = false;
    // What only builds import comes with the second part of the packages.
    const runs = await server.start({ ...editor.files }, changedHere || Boolean(state.build));
    performance.mark(runs ? "lab-running" : "lab-stopped");
    if (reload || !runs) await windows.load();
    performance.mark("lab-loaded");
    setTimeout(() => server.complete(), 1000);
  }
  let first = true;
  // Each build has tables of its own, and so a database of its own; the course has one.
  const databases = new Map();

  function show() {
    server.stop();
    if (state) databases.set(state.build, server.database);
    state = stateOf(lesson, decodeURIComponent(location.hash.slice(1)));
    server.database = databases.get(state.build);
    choice.value = state.key;
    next.hidden = !state.next;
    compare.replaceChildren(
      element("option", { value: "" }, "mark nothing"),
      element("option", { value: "given" }, "mark what I changed"),
      state.before && element("option", { value: "before" }, `mark what changed since ${state.before.name}`),
    );
    compare.value = state.upgrade || state.build ? "before" : "";
    begun.hidden = !state.before || Boolean(state.upgrade);
    begun.textContent = `Begin the ${state.build ? "build" : "chapter"}, with the files of ${state.before?.name}`;
    load(kept(state.key) ?? state.files);
    claims.show(state);
    windows.show(state);
    wire.showHttp(state.step === 1);
    terminal.clear();
    first = true;
    return run();
  }

  function load(all) {
    const older = { given: state.files, before: state.before?.files }[compare.value] ?? null;
    editor.load(all, state.first, older);
  }
  compare.onchange = () => load(editor.files);
  choice.onchange = () => { location.hash = choice.value; };
  addEventListener("hashchange", () => { if (stateOf(lesson, decodeURIComponent(location.hash.slice(1))).key !== state.key) show(); });

  // Takes other files in place of those in the editor, for good.
  function put(others, question) {
    if (!confirm(`${question} What you changed here is lost.`)) return;
    if (others === state.files) forget(state.key);
    else keep(state.key, others);
    if (state.build) {
      // Its tables too: what begins anew may make others.
      server.stop();
      server.database = undefined;
    }
    load(others);
    first = true;
    run();
  }

  // What has been written into the database is there when the server runs again.
  async function stop() {
    await server.keepDatabase();
    server.stop();
  }

  function save() {
    const link = element("a", { href: URL.createObjectURL(new Blob([zip(editor.files, lesson.versions)], { type: "application/zip" })), download: "learning.zip" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function open(read) {
    try {
      const project = await read();
      load(project);
      keep(state.key, project);
      first = true;
      await run();
    } catch (error) {
      tell(`Not opened: ${error.message}`);
    }
  }
  chosenZip.onchange = () => open(async () => unzip(new Uint8Array(await chosenZip.files[0].arrayBuffer())));
  chosenFolder.onchange = () => open(() => folder(chosenFolder.files));

  place.replaceChildren(element(
    "div", { class: "lab", "aria-label": "The lab", role: "group" },
    element("div", { class: "lab-bar" },
      choice, button("Run", run, { class: "lab-run", title: "Ctrl+S in the editor does the same" }),
      button("Stop", stop), button("Load all windows", () => windows.load()), next, compare, files, said),
    editor.element, windows.element, panels.element,
  ));
  place.firstChild.scrollIntoView({ block: "start" });
  // For tests and for the curious.
  window.lab = { server, editor, windows, run };
  await show();
  performance.mark("lab-ready");
}

begin().catch((error) => {
  place.append(element("p", { role: "alert" }, `The lab did not start: ${error.message}. Reload the page to try again.`));
});
