// Panels of which one is seen: tabs, as the keyboard knows them.
import { element } from "./element.js";

export function makePanels(named) {
  const tabs = named.map(([name], number) => element("button", { type: "button", role: "tab", id: `lab-tab-${number}`, "aria-controls": `lab-panel-${number}`, onclick: () => open(name) }, name));
  const panels = named.map(([, panel], number) => element("div", { role: "tabpanel", id: `lab-panel-${number}`, "aria-labelledby": `lab-tab-${number}` }, panel));

  function open(name) {
    named.forEach(([other], number) => {
      tabs[number].setAttribute("aria-selected", String(other === name));
      tabs[number].tabIndex = other === name ? 0 : -1;
      panels[number].hidden = other !== name;
      // What came while it was hidden ends at its end.
      panels[number].querySelectorAll(".lab-screen, .lab-wire").forEach((it) => { it.scrollTop = it.scrollHeight; });
    });
  }

  const list = element("div", { role: "tablist", "aria-label": "Below the windows", class: "lab-tabs" }, tabs);
  list.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = (tabs.findIndex((tab) => tab.tabIndex === 0) + step + tabs.length) % tabs.length;
    open(named[at][0]);
    tabs[at].focus();
  };
  open(named[0][0]);
  return { element: element("div", { class: "lab-panels" }, list, panels), open };
}
