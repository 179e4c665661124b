// Two things that no script can replace for another one: the name "location", which belongs to the
// browser, and what a console does with a line. Both are done in the text, with a real parser.
import { parser } from "@lezer/javascript";

// As long as the name it stands for, so that columns in errors stay right.
const NAME = "$ocation";
const HOLDERS = new Set(["window", "self", "globalThis", "document"]);

// Returns the JavaScript with every free "location" and "window.location" replaced.
export function relocate(source) {
  const found = [];
  let own = false;
  parser.parse(source).iterate({
    enter(node) {
      const text = () => source.slice(node.from, node.to);
      if (node.name === "VariableDefinition" && text() === "location") own = true;
      if (node.name === "VariableName" && text() === "location") found.push(node.from);
      if (node.name === "PropertyName" && text() === "location") {
        const holder = node.node.parent.firstChild;
        if (HOLDERS.has(source.slice(holder.from, holder.to))) found.push(node.from);
      }
    },
  });
  // A script that has a "location" of its own means that one.
  if (own) return source;
  return found.reduceRight((text, at) => text.slice(0, at) + NAME + text.slice(at + NAME.length), source);
}

// Returns a line for the console as a text for eval: names stay known for the next line, "await"
// may stand at the top.
export function forConsole(source) {
  const changes = [];
  let waits = false;
  parser.parse(source).iterate({
    enter(node) {
      if (node.name === "AwaitExpression" && !insideFunction(node.node)) waits = true;
      const top = node.node.parent?.name === "Script";
      if (top && node.name === "VariableDeclaration") {
        const word = node.node.firstChild;
        if (["const", "let"].includes(word.name)) changes.push([word.from, word.to, "var"]);
      }
      if (top && node.name === "ClassDeclaration") {
        const name = node.node.getChild("VariableDefinition");
        if (name) changes.push([node.from, node.from, `var ${source.slice(name.from, name.to)} = `]);
      }
    },
  });
  const text = changes.reduceRight((it, [from, to, word]) => it.slice(0, from) + word + it.slice(to), source);
  return relocate(waits ? `(async () => { ${/;|\n/.test(text.trim()) ? text : `return ${text}`} })()` : text);
}

function insideFunction(node) {
  for (let it = node.parent; it; it = it.parent) {
    if (/Function|Method/.test(it.name)) return true;
  }
  return false;
}
