// What the theme leaves to be mended for keyboards and screen readers.
"use strict";

// The search is a dialog without a name.
document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");

// An empty cell at the head of a table is the head of nothing.
for (const cell of document.querySelectorAll(".md-typeset th:empty")) {
  cell.replaceWith(document.createElement("td"));
}

// The buttons of a code block are no navigation. The theme adds them when a block comes into view.
function mend() {
  for (const buttons of document.querySelectorAll(".md-code__nav:not([role])")) {
    buttons.setAttribute("role", "none");
  }
}
mend();
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });

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
