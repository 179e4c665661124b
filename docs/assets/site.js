// What the theme leaves to be mended for keyboards and screen readers.
"use strict";

// The search is a dialog without a name.
document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");

// An empty cell at the head of a table is the head of nothing.
for (const cell of document.querySelectorAll(".md-typeset th:empty")) {
  cell.replaceWith(document.createElement("td"));
}

// What is wider than its place scrolls. Only then the keyboard has to reach it.
const WIDE = {
  ".md-typeset__scrollwrap": "Table, scrolls sideways",
  ".tabbed-labels": "Tabs, scroll sideways",
};
const measured = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
      target.setAttribute("role", "group");
      target.setAttribute("aria-label", target.dataset.wide);
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
    }
  }
});

// The theme's own script adds the buttons of a code block when it comes into view, and the frames
// of tables when the page is there.
function mend() {
  // The buttons are no navigation.
  for (const buttons of document.querySelectorAll(".md-code__nav:not([role])")) {
    buttons.setAttribute("role", "none");
  }
  for (const [selector, label] of Object.entries(WIDE)) {
    for (const part of document.querySelectorAll(`${selector}:not([data-wide])`)) {
      part.dataset.wide = label;
      measured.observe(part);
    }
  }
}
mend();
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });

// The theme opens every box before it prints. Paper gets those that the reader has opened.
addEventListener("beforeprint", () => {
  for (const box of document.querySelectorAll("details")) {
    box.classList.toggle("opened", box.open);
  }
}, { capture: true });

// The notes for who teaches are hidden until somebody switches them on in this browser.
function kept(value) {
  try {
    if (value !== undefined) localStorage.setItem("teaching", value);
    return localStorage.getItem("teaching") === "yes";
  } catch {
    return value === "yes";
  }
}
document.documentElement.classList.toggle("teaching", kept());
const place = document.getElementById("teaching-switch");
if (place) {
  const button = document.createElement("button");
  button.className = "md-button";
  const show = (on) => {
    document.documentElement.classList.toggle("teaching", on);
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "Hide the notes for who teaches" : "Show the notes for who teaches";
  };
  button.onclick = () => show(kept(kept() ? "no" : "yes"));
  show(kept());
  place.replaceChildren(button);
}

// The search takes some signs for commands of its own: a word before a colon names a field, and is
// dropped. Whoever pastes the last line of an error means the line. It is heard before the theme.
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-md-component=search-query]")) return;
  const plain = target.value
    .replace(/[:"'^~*()[\]{}<>=,;|]|\+(?![A-Z]\w+(?:Error|Exception)\b)|(?<=\s)-+/g, " ")
    // What names an error has to be in what is found: the rest of the line is in many pages.
    .replace(/(?<![\w+])([A-Z]\w+(?:Error|Exception))\b(?=.* )/, "+$1");
  if (plain !== target.value) {
    const fromTheEnd = target.value.length - target.selectionEnd;
    target.value = plain;
    target.setSelectionRange(plain.length - fromTheEnd, plain.length - fromTheEnd);
  }
}, { capture: true });
