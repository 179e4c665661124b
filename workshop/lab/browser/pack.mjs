// Packs what the browser's Python needs: node pack.mjs ALL.zip FOLDER. Each file is compressed here,
// once, because the servers of a class room do not compress: the worker unpacks it.
//
//   first.packed   what a start needs: compiled modules, and what is no Python
//   rest.packed    everything else, and the sources of the first ones, for tracebacks
//
// Which modules a start needs is found out by one.
import { unzipSync, zipSync } from "fflate";
import { loadPyodide } from "pyodide";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";

const [archive, to] = process.argv.slice(2);
const STARTED = `
import importlib.util, json, sys
from importlib._bootstrap_external import _code_to_hash_pyc
from workshop.lab.bridge import warm
from workshop.lab.bridge.lab import Lab
warm.up()
files = json.loads(given)
events = []
lab = Lab(events.append)
lab.take({"do": "start", "files": files["tree"], "database": bytes(files["database"])})
host = ["Host", "ada.localhost:8000"]
for target in ("/chat/lobby/", "/admin/login/"):
    lab.take({"do": "http", "id": 1, "target": target, "headers": [host]})
    while lab.pump() == 0:
        pass
headers = [host, ["Origin", "http://ada.localhost:8000"], ["Cookie", "sessionid=" + files["session"]]]
lab.take({"do": "open", "id": 2, "target": "/ws/chat/lobby/", "headers": headers})
while lab.pump() == 0:
    pass
assert any(event.get("what") == "open" for event in events), events
found = {}
for module in list(sys.modules.values()):
    file = getattr(module, "__file__", None) or ""
    loader = getattr(module, "__loader__", None)
    ours = "/site-packages/" in file or "python314.zip/" in file
    # Some of Python's own are frozen: they are in the program already.
    if ours and file.endswith(".py") and hasattr(loader, "get_data"):
        source = loader.get_data(file)
        # Never compared with the source again: both come from here.
        code = compile(source, file, "exec", dont_inherit=True)
        found[file] = _code_to_hash_pyc(code, importlib.util.source_hash(source), False)
found
`;

const packed = (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
const stored = (files) => packed(zipSync(files, { level: 0, mtime: "1980-01-01T12:00:00" }));

// Node would print a whole line of Pyodide, which has a megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});
const read = async (file) => new Uint8Array(await readFile(file));
const all = unzipSync(await read(archive));
const known = JSON.parse(await readFile(join(to, "contents.json"), "utf8"));
const state = known.checkpoints.at(-1);
const tree = Object.fromEntries(Object.entries(state.files).map(([path, number]) => [path, known.texts[number]]));
const database = [...all["home/you/db.sqlite3"]];

const python = await loadPyodide({ stdout: () => {}, stderr: () => {} });
python.unpackArchive(await read(archive), "zip", { extractDir: "/" });
python.globals.set("given", JSON.stringify({ tree, database, session: known.sessions.ada }));
const compiled = python.runPython(STARTED).toJs({ dict_converter: (pairs) => new Map(pairs) });

const first = {};
const rest = {};
for (const [path, bytes] of Object.entries(all)) {
  const code = compiled.get(`/${path}`);
  if (code) first[path.replace(/\.py$/, ".pyc")] = code;
  const early = !/\.(py|js)$/.test(path) && !/tzdata\/zoneinfo\/.*(?<!UTC)$/.test(path);
  (early ? first : rest)[path] = bytes;
}
await writeFile(join(to, "first.packed"), stored(first));
await writeFile(join(to, "rest.packed"), stored(rest));

const machine = join(to, "pyodide", "pyodide.asm.wasm");
await writeFile(`${machine}.packed`, packed(await read(machine)));
await rm(machine);
// Python's own library, with its modules compiled where a start needs them.
const library = join(to, "pyodide", "python_stdlib.zip");
const modules = Object.entries(unzipSync(await read(library)));
for (const [path] of [...modules]) {
  const code = compiled.get(`/lib/python314.zip/${path}`);
  if (code) modules.push([path.replace(/\.py$/, ".pyc"), code]);
}
await writeFile(`${library}.packed`, stored(Object.fromEntries(modules)));
await rm(library);
// Python keeps files open that nobody closes.
process.exit(0);
