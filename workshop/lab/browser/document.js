// An answer in HTML becomes a page for a window: with its styles, scripts and pictures in it, and
// with the lab's own script before all others.
import inside from "inside";
import { relocate } from "./relocate.js";

const RULES = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
  "style-src 'unsafe-inline' data:",
  "img-src data: blob:",
  "font-src data:",
  "media-src data: blob:",
].join("; ");
const REFERENCE = /url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)/g;

function dataUrl(type, bytes) {
  let binary = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return `data:${type};base64,${btoa(binary)}`;
}

// "get" fetches an address as the browser would: {status, type, body}. Each is fetched once.
export async function makeDocument(answer, start, get) {
  const page = new DOMParser().parseFromString(new TextDecoder().decode(answer.body), "text/html");
  const base = page.querySelector("base")?.getAttribute("href");
  const url = new URL(base ?? answer.url, answer.url);
  const fetched = new Map();
  const once = (address) => {
    if (!fetched.has(address)) fetched.set(address, get(address));
    return fetched.get(address);
  };

  async function style(text, from) {
    const places = [...text.matchAll(REFERENCE)];
    const texts = await Promise.all(places.map(async ([whole, address]) => {
      const target = new URL(address, from);
      const { status, type, body } = await once(target.href);
      if (status !== 200) return whole;
      if (!/css/.test(type)) return `url("${dataUrl(type, body)}")`;
      const inner = await style(new TextDecoder().decode(body), target);
      return `url("${dataUrl("text/css", new TextEncoder().encode(inner))}")`;
    }));
    let at = 0;
    return text.replace(REFERENCE, () => texts[at++]);
  }

  async function load(element, attribute) {
    const address = element.getAttribute(attribute);
    if (!address || /^(data|blob):/.test(address)) return;
    const target = new URL(address, url);
    const { status, type, body } = await once(target.href);
    if (status !== 200) {
      // Nothing loads from it, as from a server that has no such file.
      element.setAttribute(attribute, "data:,");
      return;
    }
    const text = () => new TextDecoder().decode(body);
    let bytes = body;
    if (element.matches("script")) {
      bytes = new TextEncoder().encode(`${relocate(text())}\n//# sourceURL=${target.href}`);
    } else if (element.matches("link")) {
      bytes = new TextEncoder().encode(await style(text(), target));
    }
    element.setAttribute(attribute, dataUrl(type || "application/octet-stream", bytes));
    element.removeAttribute("integrity");
  }

  const work = [];
  for (const script of page.querySelectorAll("script")) {
    if (script.hasAttribute("src")) work.push(load(script, "src"));
    else if (!script.type || /javascript|module/.test(script.type)) script.textContent = relocate(script.textContent);
  }
  for (const link of page.querySelectorAll("link[href]")) {
    if (link.relList.contains("stylesheet")) work.push(load(link, "href"));
    else link.remove();
  }
  for (const image of page.querySelectorAll("img[src]")) work.push(load(image, "src"));
  for (const sheet of page.querySelectorAll("style")) {
    work.push(style(sheet.textContent, url).then((text) => { sheet.textContent = text; }));
  }
  await Promise.all(work);

  // A window must not take the keyboard away from the editor.
  page.querySelectorAll("[autofocus]").forEach((element) => element.removeAttribute("autofocus"));
  page.querySelectorAll("base, meta[http-equiv]").forEach((element) => element.remove());
  const first = [
    ["meta", { "http-equiv": "Content-Security-Policy", content: RULES }],
    ["base", { href: url.href }],
    ["script", {}, `window.__lab = ${JSON.stringify(start).replaceAll("<", "\\u003c")};`],
    ["script", {}, inside],
  ].map(([tag, attributes, text]) => {
    const element = page.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    if (text) element.textContent = text;
    return element;
  });
  page.head.prepend(...first);
  const doctype = page.doctype ? `<!doctype ${page.doctype.name}>` : "";
  return doctype + page.documentElement.outerHTML;
}

// A page of the lab's own, for what a browser says itself.
export function plainPage(title, text) {
  const escaped = (it) => it.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return new TextEncoder().encode(
    `<!doctype html><html lang="en"><head><title>${escaped(title)}</title><style>
    :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; background: light-dark(#fff, #14191a); color: light-dark(#14191a, #f3f4f6); }
    body { margin: 1rem; overflow-wrap: anywhere; } h1 { font-size: 1.2rem; } pre { white-space: pre-wrap; }
    </style></head><body><h1>${escaped(title)}</h1><pre>${escaped(text)}</pre></body></html>`,
  );
}
