// On the lab's page before anything else is there: a button. Nothing more is loaded until it is pressed.
import { Process } from "./process.js";

const here = document.currentScript;
const place = document.getElementById("lab");
const base = new URL("./", here.src).href;

function say(...parts) {
  const line = document.createElement("p");
  line.append(...parts);
  place.replaceChildren(line);
}

if (location.protocol === "file:") {
  const command = document.createElement("code");
  command.textContent = "python -m workshop docs";
  say("This page was opened from a folder, and browsers do not let such pages run programs. In the repository's folder, ", command, " serves the pages; open the address that it prints, and come back here.");
} else if (typeof WebAssembly !== "object" || !HTMLScriptElement.supports?.("module")) {
  say("This browser is too old for the lab. A current Firefox, Chrome, Edge or Safari can run it.");
} else {
  const button = document.createElement("button");
  button.className = "md-button md-button--primary";
  button.textContent = "Start the lab";
  const note = document.createElement("p");
  note.textContent = `Nothing is installed. This loads ${here.dataset.size} once, from this site alone; then your browser keeps it.`;
  button.onclick = () => {
    button.disabled = true;
    button.textContent = "Loading …";
    performance.mark("lab-start");
    // The slowest first; the page takes it over.
    window.lab = { Process, first: new Process(base) };
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = `${base}lab.css`;
    document.head.append(style);
    const script = document.createElement("script");
    script.src = `${base}lab.js`;
    script.onerror = () => say("The lab's files could not be loaded. Look at the network connection, then reload this page.");
    document.body.append(script);
  };
  place.replaceChildren(button, note);
}
