// The lab: everything that appears when "Start" has been pressed.
import { element } from "./element.js";
import { Editor } from "./editor.js";
import { makeTerminal } from "./terminal.js";
import { Server } from "./server.js";
import { makeWindows } from "./windows.js";
import { stateOf } from "./states.js";

const base = new URL("./", document.currentScript.src).href;
const place = document.getElementById("lab");

async function begin() {
  const server = new Server(base);
  const contents = await (await fetch(`${base}contents.json`)).json();
  const { database, ...lesson } = contents;
  server.database = Uint8Array.from(atob(database), (letter) => letter.charCodeAt(0));
  const state = stateOf(lesson, location.hash);
  const terminal = makeTerminal(server);
  const windows = makeWindows(server, lesson);
  const editor = new Editor({ onchange: () => {}, onrun: run });
  const go = element("button", { type: "button", class: "md-button", onclick: run }, "Run");
  editor.load(state.files, state.first);
  place.replaceChildren(element("div", { class: "lab" }, element("div", { class: "lab-bar" }, go), editor.element, windows.element, terminal.element));
  windows.show(state);
  async function run() {
    if (await server.start(editor.files)) await windows.load();
  }
  await run();
  performance.mark("lab-ready");
}
begin();
