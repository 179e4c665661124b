// What the reader has typed stays in this browser, for each checkpoint apart.

const key = (name) => `lab ${name}`;
let refused = false;

// Returns the files that were kept for a checkpoint, or null.
export function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(key(name)));
  } catch {
    return null;
  }
}

// Keeps the files; returns false when this browser does not.
export function keep(name, files) {
  try {
    localStorage.setItem(key(name), JSON.stringify(files));
    return true;
  } catch {
    refused = true;
    return false;
  }
}

export function forget(name) {
  try {
    localStorage.removeItem(key(name));
  } catch {
    refused = true;
  }
}

export const isRefused = () => refused;
