const rows = document.querySelector('#learners');
const mistakes = document.querySelector('#mistakes');
const plan = document.querySelector('#plan');
const people = document.querySelector('#people');
const form = document.querySelector('#say');
const input = document.querySelector('#text');
const race = document.querySelector('#race');
const MINUTE = 60;
let board;
let arrived;

function show(data) {
    if (data.kind === 'error') {
        state.textContent = data.error;
        return;
    }
    board = data;
    arrived = Date.now();
    draw();
}

function draw() {
    if (!board) {
        return;
    }
    const older = Math.round((Date.now() - arrived) / 1000);
    const order = (one) => (one.hand === null ? 0 : 1e6 + one.hand);
    const learners = [...board.learners];
    learners.sort((a, b) => order(b) - order(a) || b.still - a.still);
    const focused = document.activeElement.dataset.number;
    rows.replaceChildren(...learners.map((one) => row(one, older)));
    rows.querySelector(`[data-number="${focused}"]`)?.focus();
    mistakes.replaceChildren(...board.mistakes.map(mistake));
    people.textContent = `${board.learners.length} on the board, hands up: ${board.room.hands}`;
    race.checked = board.race;
    drawPlan();
}

function element(name, text, css = '') {
    const made = document.createElement(name);
    // textContent, because innerHTML would run what other people write.
    made.textContent = text;
    made.className = css;
    return made;
}

function row(one, older) {
    const made = element('tr', '', one.hand === null ? '' : 'hand');
    const who = element('th', one.here ? one.name : `${one.name} (away)`);
    who.scope = 'row';
    const perhaps = one.checking ? 'perhaps: ' : '';
    const wrong = one.mistake ? `${perhaps}${one.title} (${ago(one.since + older)})` : '';
    const doing = one.checking ? ' checking …' : '';
    made.append(
        who,
        element('td', one.checkpoint || '0'),
        element('td', ago(one.still + older)),
        element('td', wrong + doing),
        hand(one, older),
    );
    return made;
}

function hand(one, older) {
    const cell = element('td', '');
    if (one.hand !== null) {
        const button = element('button', `Help (${ago(one.hand + older)}): I am there`);
        button.dataset.number = one.number;
        button.addEventListener('click', () => send({kind: 'lower', number: one.number}));
        cell.append(button);
    }
    return cell;
}

function mistake(one) {
    const made = element('li', '');
    made.append(
        element('strong', `${one.count} × ${one.title}`),
        element('p', one.say),
        element('p', one.page ? `Page: ${one.page}` : '', 'page'),
    );
    return made;
}

function drawPlan() {
    const {title, gone, behind, part, cut} = board.plan;
    const late = behind > 0 ? `You are ${behind} minutes behind.` : '';
    const early = behind < 0 ? `You are ${-behind} minutes ahead.` : '';
    const now = part ? `Now: ${part}.` : 'All parts of the agenda are done.';
    const lines = [`${title}, minute ${gone}. ${now} ${late || early || 'As planned.'}`];
    cut.forEach((one) => lines.push(`Cut in ${one.title}: ${one.what}. Saves ${one.saves} minutes.`));
    plan.replaceChildren(...lines.map((line) => element('p', line)));
}

function ago(seconds) {
    return seconds < MINUTE ? `${seconds} s` : `${Math.floor(seconds / MINUTE)} min`;
}

form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (send({kind: 'say', text: input.value.trim()})) {
        input.value = '';
    }
});
document.querySelector('#quiet').addEventListener('click', () => send({kind: 'say', text: ''}));
document.querySelector('#begin').addEventListener('click', () => send({kind: 'begin'}));
race.addEventListener('change', () => send({kind: 'race', shown: race.checked}));
setInterval(draw, 5000);
