// A state of the lesson as the page needs it: a checkpoint's files as texts, or an upgrade, which is
// a step's last checkpoint with the last one of the step before to compare it with, or a build, which
// is compared with the lesson's last checkpoint.

const filesOf = (lesson, checkpoint) =>
  Object.fromEntries(Object.entries(checkpoint.files).map(([path, number]) => [path, lesson.texts[number]]));

const lastOf = (lesson, step) => lesson.checkpoints.filter((it) => it.step === step).at(-1);
const upgradeOf = (name) => Number(/^upgrade-(\d)$/.exec(name)?.[1]) || null;

// Returns [name, title] of all states of the course, in its order.
export function allStates(lesson) {
  const upgrades = [2, 3].map((step) => [`upgrade-${step}`, `Upgrade: step ${step - 1} becomes step ${step}`]);
  return [...lesson.checkpoints.map((it) => [it.name, `${it.name} ${it.title}`]), ...upgrades];
}

// Returns the same of the builds: each stands alone.
export const allBuilds = (lesson) => lesson.builds.map((it) => [it.name, it.title]);

export function stateOf(lesson, wanted) {
  const step = upgradeOf(wanted);
  const build = lesson.builds.find((it) => it.name === wanted);
  const found = step ? lastOf(lesson, step) : build ?? lesson.checkpoints.find((it) => it.name === wanted);
  const checkpoint = found ?? lesson.checkpoints.at(-1);
  const way = build ? [lesson.checkpoints.at(-1), build] : lesson.checkpoints;
  const at = way.indexOf(checkpoint);
  const before = step ? lastOf(lesson, step - 1) : way[at - 1];
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
    build: build ? wanted : "",
    next: step ? null : way[at + 1]?.name,
  };
}
