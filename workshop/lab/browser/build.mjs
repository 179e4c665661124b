// Bundles the lab's scripts: node build.mjs FOLDER DIGEST. The folder gets lab.js, start.js, worker.js,
// lab.css, Pyodide's files, and the licences of all that was bundled.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const [to, digest] = process.argv.slice(2);
const common = { bundle: true, minify: true, legalComments: "none", logLevel: "warning", metafile: true, absWorkingDir: here };
const PYODIDE = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"];

const inside = await build({ ...common, entryPoints: ["inside.js"], format: "iife", write: false });
// Its text stands inside a <script>.
const text = inside.outputFiles[0].text.replaceAll("</script", "<\\/script");
const asText = {
  name: "inside",
  setup(it) {
    it.onResolve({ filter: /^inside$/ }, () => ({ path: "inside", namespace: "inside" }));
    it.onLoad({ filter: /.*/, namespace: "inside" }, () => ({ contents: text, loader: "text" }));
  },
};
await mkdir(join(to, "pyodide"), { recursive: true });
const out = (name) => join(to, name);
const main = await build({ ...common, entryPoints: ["main.js"], format: "iife", outfile: out("lab.js"), plugins: [asText] });
await build({ ...common, entryPoints: ["start.js"], format: "iife", outfile: out("start.js"), define: { BUILT: JSON.stringify(digest) } });
const worker = await build({ ...common, entryPoints: ["worker.js"], format: "esm", outfile: out("worker.js"), external: ["./pyodide/pyodide.mjs"] });
for (const name of ["lab.css", "start.css"]) await build({ ...common, entryPoints: [name], outfile: out(name) });
for (const name of PYODIDE) await cp(join(modules, "pyodide", name), join(to, "pyodide", name));
// Its list of packages to install, emptied: the lab installs none.
const { info } = JSON.parse(await readFile(join(modules, "pyodide", "pyodide-lock.json"), "utf8"));
await writeFile(join(to, "pyodide", "pyodide-lock.json"), JSON.stringify({ info, packages: {} }));

const inputs = [main, worker].flatMap(({ metafile }) => Object.keys(metafile.inputs));
const names = new Set(inputs.map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]));
const texts = [];
for (const name of [...names].filter(Boolean).sort()) {
  const folder = join(modules, name);
  const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((it) => /^licen[cs]e/i.test(it));
  texts.push(`${name} ${version}, ${license}\n\n${await readFile(join(folder, file), "utf8")}`);
}
await writeFile(out("licences-javascript.txt"), texts.join(`\n${"-".repeat(72)}\n\n`));
