// Packs what the browser's Python needs: node pack.mjs ALL.zip FOLDER. Each file is compressed here,
// once, because the servers of a class room do not compress: the worker unpacks it. With Zstandard,
// which the browser's Python has, it is a quarter smaller than with gzip. That takes longer to unpack,
// a fifth of a second for the program, on the first visit only: what was unpacked is kept.
//
//   first.packed   what a start needs: compiled modules, and what is no Python
//   rest.packed    everything else, and the sources of the first ones, for tracebacks
//
// Which modules a start needs is found out by starting the last checkpoint of each step here, with
// all its claims; what other checkpoints import is read from their files.
import { unzipSync, zipSync } from "fflate";
import { loadPyodide } from "pyodide";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [archive, to] = process.argv.slice(2);
const STARTED = `
import ast, importlib, importlib.util, json, sys
from importlib._bootstrap_external import _code_to_hash_pyc
from workshop.lab.bridge import warm
from workshop.lab.bridge.lab import Lab
warm.up()
given = json.loads(given)
events = []
lab = Lab(events.append)
lab.take({"do": "start", "files": given["tree"], "database": bytes(given["database"])})
said = lambda: "".join(event["text"] for event in events if event["event"] == "terminal")
assert lab.server, said()
host = ["Host", "ada.localhost:8000"]
for target in ("/chat/", "/chat/lobby/", "/admin/login/"):
    lab.take({"do": "http", "id": 1, "target": target, "headers": [host]})
    while lab.pump() == 0:
        pass
lab.take({"do": "ask", "target": given["target"], "claims": list(given["claims"])})
seen = {event["id"]: event["held"] for event in events if event["event"] == "claim"}
assert seen == given["claims"], f"{seen} {said()}"
for source in given["sources"]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            if node.module.split(".")[0] in ("django", "channels", "asgiref"):
                importlib.import_module(node.module)
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

// Of Python's own library: a terminal's line editor, clients of other servers, tools that measure or
// take apart programs, and what takes the place of modules in C. None of it can do anything in a page.
const LEFT_OUT = /^(_pydatetime|_pyio|_pyrepl|doctest|xmlrpc|ftplib|imaplib|poplib|mailbox|netrc|pty|tty|webbrowser|profile|cProfile|pstats|profiling|trace|pickletools|modulefinder|pyclbr|compileall|tabnanny|zipapp|symtable|rlcompleter|antigravity|this|wave|colorsys|plistlib|ctypes\/macholib)(\/|\.py$)/;

// As far back as a whole file; to unpack it, this much memory is needed for a moment.
const PACKED = `
from compression import zstd
options = zstd.CompressionParameter
zstd.compress(given.to_py(), options={options.compression_level: 19, options.window_log: 24})
`;
const packer = await loadPyodide();
function packed(bytes) {
  packer.globals.set("given", bytes);
  return packer.runPython(PACKED).toJs();
}
const stored = (files) => packed(zipSync(files, { level: 0, mtime: "1980-01-01T12:00:00" }));

// Node would print a whole line of Pyodide, which has a megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});
const read = async (file) => new Uint8Array(await readFile(file));
const all = unzipSync(await read(archive));
const known = JSON.parse(await readFile(join(to, "contents.json"), "utf8"));
const database = [...all["home/you/db.sqlite3"]];
const [one, other] = known.people.map((name) => ({ sessionid: known.sessions[name] }));
const sources = known.texts.filter((_, number) => known.checkpoints.some(
  ({ files }) => Object.entries(files).some(([path, text]) => text === number && path.endsWith(".py")),
));

// Returns a map of the files of modules to their code, of all that was imported for a checkpoint.
async function started({ files, target, claims, people }) {
  const tree = Object.fromEntries(Object.entries(files).map(([path, number]) => [path, known.texts[number]]));
  const asked = Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== "second-process"));
  const python = await loadPyodide({ stdout: () => {}, stderr: () => {} });
  python.unpackArchive(await read(archive), "zip", { extractDir: "/" });
  const spoken = { ...target, people: people ? [one, other] : [{}, {}] };
  python.globals.set("given", JSON.stringify({ tree, database, target: spoken, claims: asked, sources }));
  return python.runPython(STARTED).toJs({ dict_converter: (pairs) => new Map(pairs) });
}
const compiled = new Map();
for (const step of new Set(known.checkpoints.map((it) => it.step))) {
  const found = await started(known.checkpoints.findLast((it) => it.step === step));
  found.forEach((code, file) => compiled.set(file, code));
}

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
const modules = Object.entries(unzipSync(await read(library))).filter(([path]) => !LEFT_OUT.test(path));
for (const [path] of [...modules]) {
  const code = compiled.get(`/lib/python314.zip/${path}`);
  if (code) modules.push([path.replace(/\.py$/, ".pyc"), code]);
}
await writeFile(`${library}.packed`, stored(Object.fromEntries(modules)));
await rm(library);
// Python keeps files open that nobody closes.
process.exit(0);
