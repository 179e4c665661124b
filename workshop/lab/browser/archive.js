// A project as a ZIP, and back.
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";

const TEXTS = /\.(py|html|js|mjs|css|svg|txt|md|json|toml|cfg|ini|env)$|(^|\/)[^.]+$/;
const MOST_BYTES = 2_000_000;
const README = `This project comes from the lab. It runs without it:

    python -m venv .venv
    .venv/bin/python -m pip install "django==DJANGO" "channels==CHANNELS" "daphne==DAPHNE"
    .venv/bin/python manage.py migrate
    .venv/bin/python manage.py runserver

On Windows it is .venv\\Scripts\\python. Step 3 needs people: create them with
"manage.py createsuperuser", once for each name.
`;

// Returns the bytes of a ZIP with the files in a folder "learning".
export function zip(files, versions) {
  const readme = README.replace("DJANGO", versions.django).replace("CHANNELS", versions.channels).replace("DAPHNE", versions.daphne);
  const all = { "README.txt": readme, ...files };
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [`learning/${path}`, strToU8(text)])));
}

// Returns the project in a dict of path to bytes: the files beside and below manage.py, as texts.
export function project(entries) {
  const manage = Object.keys(entries).filter((path) => /(^|\/)manage\.py$/.test(path)).sort((a, b) => a.length - b.length)[0];
  if (!manage) throw new Error("There is no manage.py in it, so it is no project of Django.");
  const folder = manage.slice(0, -"manage.py".length);
  const files = {};
  for (const [path, bytes] of Object.entries(entries)) {
    const inner = path.slice(folder.length);
    if (!path.startsWith(folder) || path.endsWith("/") || !TEXTS.test(inner) || inner === "README.txt") continue;
    if (/(^|\/)(\.venv|venv|__pycache__|\.git|node_modules)\//.test(inner) || bytes.length > MOST_BYTES) continue;
    files[inner] = strFromU8(bytes).replaceAll("\r\n", "\n");
  }
  return files;
}

export const unzip = (bytes) => project(unzipSync(bytes));

// Returns the project in files that were chosen as a folder.
export async function folder(chosen) {
  const wanted = [...chosen].filter((file) => file.size <= MOST_BYTES && !/(^|\/)(\.venv|venv|__pycache__|\.git|node_modules)\//.test(file.webkitRelativePath));
  const entries = await Promise.all(wanted.map(async (file) => [file.webkitRelativePath, new Uint8Array(await file.arrayBuffer())]));
  return project(Object.fromEntries(entries));
}
