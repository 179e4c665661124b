// The windows beside the editor: who looks at the project at this state.
import { element } from "./element.js";
import { PersonWindow } from "./window.js";

const OWN = "127.0.0.1:8000";
const STRANGER_FROM = 3;
// Where somebody who is not signed in is what the page is about.
const STRANGERS = ["3.4", "further/accounts"];

export function makeWindows(server, lesson) {
  const place = element("div", { class: "lab-windows" });
  const more = element("div", { class: "lab-more" });
  let shown = [];

  const made = {
    person: (name, state) => ({
      title: name[0].toUpperCase() + name.slice(1),
      host: `${name}.localhost:8000`,
      start: "/chat/lobby/",
      cookies: state.people ? [`sessionid=${lesson.sessions[name]}; Path=/; HttpOnly; SameSite=Lax`] : [],
    }),
    you: () => ({ title: "You", host: OWN, start: "/chat/" }),
    stranger: () => ({ title: "Stranger", host: OWN, start: "/chat/lobby/", note: "Nobody is signed in here." }),
    again: (state) => ({ ...made.person("ada", state), title: "Ada again" }),
    foreign: () => ({ title: "Foreign site", host: "foreign.example", start: "/", foreign: true, note: "A page of another site, for its console." }),
  };

  function add(options) {
    const window = new PersonWindow(options, server);
    shown.push(window);
    place.append(window.element);
    place.style.setProperty("--windows", shown.length);
    place.dataset.windows = shown.length;
    return window;
  }

  function show(state) {
    shown.forEach((it) => it.leave());
    shown = [];
    place.replaceChildren();
    if (state.step === 3) lesson.people.forEach((name) => add(made.person(name, state)));
    else add(made.you());
    const extra = [];
    if (["2.4", "upgrade-2"].includes(state.key)) add(made.foreign());
    else extra.push(["foreign", "a page of a foreign site"]);
    if (state.step === STRANGER_FROM && state.people) {
      if (STRANGERS.includes(state.name)) add(made.stranger());
      else extra.push(["stranger", "a stranger"]);
    }
    if (state.build) extra.push(["again", "a second window of Ada"]);
    if (state.step < 3) extra.push(["you", "a second window"]);
    more.replaceChildren("Add ", ...extra.map(([kind, title]) => element("button", {
      type: "button", onclick: (event) => {
        event.target.remove();
        if (!more.querySelector("button")) more.replaceChildren();
        const window = add({ ...made[kind](state), ...(kind === "you" ? { title: "You again" } : {}) });
        window.reload();
      },
    }, title)));
  }

  return {
    element: element("div", { class: "lab-side" }, place, more),
    show,
    load: () => Promise.all(shown.map((it) => it.reload())),
    all: () => shown,
  };
}
