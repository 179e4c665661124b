// The windows beside the editor: who looks at the project at this checkpoint.
import { element } from "./element.js";
import { PersonWindow } from "./window.js";

const PORT = 8000;

export function makeWindows(server, lesson) {
  const place = element("div", { class: "lab-windows" });
  let shown = [];

  function person(name, state) {
    return new PersonWindow({
      title: name[0].toUpperCase() + name.slice(1),
      host: `${name}.localhost:${PORT}`,
      start: "/chat/lobby/",
      cookies: state.people ? [`sessionid=${lesson.sessions[name]}; Path=/; HttpOnly; SameSite=Lax`] : [],
    }, server);
  }

  function show(state) {
    shown = state.step === 3
      ? lesson.people.map((name) => person(name, state))
      : [new PersonWindow({ title: "You", host: `127.0.0.1:${PORT}`, start: "/chat/" }, server)];
    place.replaceChildren(...shown.map((it) => it.element));
  }

  return { element: place, show, load: () => Promise.all(shown.map((it) => it.reload())), all: () => shown };
}
