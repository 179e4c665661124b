// A checkpoint as the page needs it: its files as texts, and what stands around them.

export function stateOf(lesson, hash) {
  const name = decodeURIComponent(hash.slice(1));
  const found = lesson.checkpoints.find((it) => it.name === name) ?? lesson.checkpoints.at(-1);
  const files = Object.fromEntries(Object.entries(found.files).map(([path, number]) => [path, lesson.texts[number]]));
  return { ...found, files };
}
