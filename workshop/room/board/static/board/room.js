const people = document.querySelector('#people');
const said = document.querySelector('#said');
const hands = document.querySelector('#hands');
const columns = document.querySelector('#columns');
const race = document.querySelector('#race');

function show(room) {
    people.textContent = room.people;
    said.textContent = room.said;
    said.hidden = !room.said;
    hands.textContent = room.hands ? `Hands up: ${room.hands}` : '';
    const most = Math.max(1, room.start, ...room.counts.map(([, count]) => count));
    [['', room.start], ...room.counts].forEach(([, count], place) => {
        const column = columns.children[place];
        column.querySelector('.count').textContent = count || '–';
        column.querySelector('.bar').style.height = `${(100 * count) / most}%`;
    });
    race.replaceChildren(...room.hunts.map(finders));
}

function finders(hunt) {
    const line = document.createElement('p');
    const first = hunt.order.slice(0, 3).map(([name, seconds]) => `${name} (${clock(seconds)})`);
    const names = first.length ? `: ${first.join(', ')}` : '';
    line.textContent = `Bug hunt ${hunt.hunt}, found by ${hunt.found}${names}`;
    return line;
}

function clock(seconds) {
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
