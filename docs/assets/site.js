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
