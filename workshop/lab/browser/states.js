// A state of the lesson as the page needs it: a checkpoint's files as texts, or an upgrade, which is
// a step's last checkpoint with the last one of the step before to compare it with.

const filesOf = (lesson, checkpoint) =>
  Object.fromEntries(Object.entries(checkpoint.files).map(([path, number]) => [path, lesson.texts[number]]));

const lastOf = (lesson, step) => lesson.checkpoints.filter((it) => it.step === step).at(-1);
const upgradeOf = (name) => Number(/^upgrade-(\d)$/.exec(name)?.[1]) || null;

// Returns [name, title] of all states, in the order of the lesson.
export function allStates(lesson) {
  const upgrades = [2, 3].map((step) => [`upgrade-${step}`, `Upgrade: step ${step - 1} becomes step ${step}`]);
  return [...lesson.checkpoints.map((it) => [it.name, `${it.name} ${it.title}`]), ...upgrades];
}

export function stateOf(lesson, wanted) {
  const step = upgradeOf(wanted);
  const found = step ? lastOf(lesson, step) : lesson.checkpoints.find((it) => it.name === wanted);
  const checkpoint = found ?? lesson.checkpoints.at(-1);
  const at = lesson.checkpoints.indexOf(checkpoint);
  const before = step ? lastOf(lesson, step - 1) : lesson.checkpoints[at - 1];
  const files = filesOf(lesson, checkpoint);
  const older = before ? filesOf(lesson, before) : {};
  // What has changed says more than what is new.
  const changed = Object.keys(files)
    .filter((path) => files[path] !== older[path])
    .sort((a, b) => (b in older) - (a in older));
  return {
    ...checkpoint,
    files,
    key: found ? wanted : checkpoint.name,
    first: step ? changed : checkpoint.first,
    before: before && { name: before.name, files: older },
    upgrade: step,
    next: step ? null : lesson.checkpoints[at + 1]?.name,
  };
}
