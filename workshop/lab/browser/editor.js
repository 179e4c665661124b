// The project's files in an editor: one tab each, those of the chapter first.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { css } from "@codemirror/lang-css";
import { html } from "@codemirror/lang-html";
import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { element } from "./element.js";

// The colours of the site's own blocks of code.
const colour = (name) => `var(--md-code-hl-${name}-color)`;
const COLOURS = syntaxHighlighting(HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.tagName], color: colour("keyword") },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue], color: colour("string") },
  { tag: [tags.number, tags.bool, tags.null], color: colour("number") },
  { tag: [tags.comment, tags.meta], color: colour("comment") },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.className], color: colour("function") },
  { tag: [tags.attributeName, tags.definition(tags.propertyName)], color: colour("variable") },
]));
const LANGUAGES = { py: python, html, js: javascript, css };
const languageOf = (path) => LANGUAGES[path.split(".").pop()]?.() ?? [];

export class Editor {
  // "onchange" is called after each change of a file, "onrun" for Ctrl+S.
  constructor({ onchange, onrun }) {
    Object.assign(this, { onchange, onrun });
    this.files = {};
    this.states = new Map();
    this.compared = null;
    this.tabs = element("div", { class: "lab-tabs", role: "tablist", "aria-label": "Files of the project" });
    this.more = element("select", { "aria-label": "All files of the project" });
    this.more.onchange = () => this.open(this.more.value);
    this.place = element("div", { class: "lab-code", role: "tabpanel", id: "lab-code" });
    this.view = new EditorView({ parent: this.place });
    this.element = element("div", { class: "lab-editor" }, element("div", { class: "lab-files" }, this.tabs, this.more), this.place);
    this.tabs.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const paths = [...this.tabs.children].map((tab) => tab.dataset.path);
      const path = paths[(paths.indexOf(this.path) + step + paths.length) % paths.length];
      this.open(path);
      this.tabs.querySelector("[aria-selected=true]").focus();
    };
  }

  // Shows a project; "first" are the paths that get a tab in any case, "before" another state of
  // the files, whose differences are marked.
  load(files, first, before = null) {
    this.files = { ...files };
    this.states.clear();
    this.compared = before;
    this.shown = first.filter((path) => path in files);
    if (!this.shown.length) this.shown = Object.keys(files).slice(0, 1);
    this.path = null;
    this.open(this.shown[0]);
  }

  extensions(path) {
    const before = this.compared?.[path];
    return [
      lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(), highlightActiveLineGutter(),
      indentUnit.of("    "), COLOURS, languageOf(path),
      keymap.of([{ key: "Mod-s", preventDefault: true, run: () => (this.onrun(), true) }, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({ "aria-label": path, tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        this.files[this.path] = update.state.doc.toString();
        this.onchange(this.path);
      }),
      this.compared ? unifiedMergeView({ original: before ?? "", mergeControls: false, gutter: true }) : [],
    ];
  }

  open(path) {
    if (this.path && this.path in this.files) this.states.set(this.path, this.view.state);
    this.path = path;
    if (!this.shown.includes(path)) this.shown.push(path);
    const state = this.states.get(path) ?? EditorState.create({ doc: this.files[path] ?? "", extensions: this.extensions(path) });
    this.view.setState(state);
    this.list();
  }

  list() {
    this.shown = this.shown.filter((path) => path in this.files);
    this.tabs.replaceChildren(...this.shown.map((path) => element("button", {
      type: "button", role: "tab", "aria-controls": "lab-code", "aria-selected": String(path === this.path),
      tabindex: path === this.path ? "0" : "-1", "data-path": path, title: path, onclick: () => this.open(path),
    }, path.split("/").slice(-2).join("/"))));
    this.place.setAttribute("aria-label", this.path);
    this.more.replaceChildren(...Object.keys(this.files).sort().map((path) => element("option", { value: path }, path)));
    this.more.value = this.path;
  }

  // A new file, perhaps with text, or another text in place of a file's.
  add(path, text = "") {
    this.states.delete(path);
    if (this.path === path) this.path = null;
    this.files[path] = text;
    this.open(path);
    this.onchange(path);
  }

  // Deletes the file that is open.
  remove() {
    const path = this.path;
    delete this.files[path];
    this.states.delete(path);
    this.path = null;
    this.open(this.shown.find((it) => it in this.files) ?? Object.keys(this.files)[0]);
    this.onchange(path);
  }

  // Shows a line, counted from 1.
  reveal(path, line) {
    this.open(path);
    const at = this.view.state.doc.line(Math.min(line, this.view.state.doc.lines));
    this.view.dispatch({ selection: { anchor: at.from }, effects: EditorView.scrollIntoView(at.from, { y: "center" }) });
  }
}
