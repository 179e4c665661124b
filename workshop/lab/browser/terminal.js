// The server's terminal: what runserver prints, what the lab itself has to say, and a line for
// other commands of manage.py.
import { element } from "./element.js";

const MOST_LINES = 2000;

export function makeTerminal(server) {
  const screen = element("pre", { class: "lab-screen", role: "log", "aria-label": "The server's terminal", tabindex: "0" });
  const line = element("input", { type: "text", "aria-label": "A command of manage.py", placeholder: "check", spellcheck: "false", autocapitalize: "none" });
  const prompt = element("form", { class: "lab-prompt" }, element("label", {}, element("span", {}, "python manage.py "), line), element("button", { type: "submit" }, "Type it"));

  function print(text, kind = "") {
    const atEnd = screen.scrollHeight - screen.scrollTop - screen.clientHeight < 40;
    const last = screen.lastChild;
    if (!kind && last?.nodeType === 3) last.appendData(text);
    else screen.append(kind ? element("span", { class: kind }, text) : text);
    if (screen.lastChild.nodeType === 3 && screen.lastChild.length > MOST_LINES * 100) screen.lastChild.deleteData(0, MOST_LINES * 20);
    while (screen.childNodes.length > MOST_LINES) screen.firstChild.remove();
    if (atEnd) screen.scrollTop = screen.scrollHeight;
  }
  const say = (text) => print(`${text}\n`, "lab-own");

  prompt.onsubmit = (event) => {
    event.preventDefault();
    const typed = line.value.trim() || line.placeholder;
    line.value = "";
    print(`$ python manage.py ${typed}\n`, "lab-typed");
    if (/^runserver/.test(typed)) return say("The server of the lab runs by itself: press Run.");
    if (/^(createsuperuser|shell|changepassword|dbshell)\b(?!.*(-c|--noinput))/.test(typed)) return say("This command asks questions, and nobody can answer them here. Ada, Grace and Alan are superusers already.");
    if (server.state !== "running") return say("The server is not running, and commands need its process: press Run first.");
    server.manage(typed.match(/"[^"]*"|'[^']*'|\S+/g).map((part) => part.replace(/^(["'])(.*)\1$/, "$2")));
  };

  server.addEventListener("terminal", ({ detail }) => print(detail.text));
  server.addEventListener("flood", ({ detail }) => say(`\n[The lab] More than ${detail.characters} characters at once. The rest is not shown.`));
  server.addEventListener("ended", ({ detail }) => say(`\n[The lab] The server's process has ended: ${detail.reason}. Its sockets broke off. Press Run to start it again.`));
  server.addEventListener("stuck", ({ detail }) => say(
    `\n[The lab] Your code did not come back within ${detail.seconds} seconds: an endless loop? The process was ended. ` +
    (detail.starting ? "Change the code, then press Run." : "It is started again."),
  ));
  server.addEventListener("broken", ({ detail }) => say(`\n[The lab] Python did not start in this browser: ${detail.reason}`));
  server.addEventListener("failed", () => say("\n[The lab] The server did not start. The lines above say why. Change the code, then press Run."));

  return { element: element("div", { class: "lab-terminal" }, screen, prompt), say, print, clear: () => screen.replaceChildren() };
}
