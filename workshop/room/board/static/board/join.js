const form = document.querySelector('#join');
const input = document.querySelector('#name');
const joined = document.querySelector('#joined');
const state = document.querySelector('#state');
const said = document.querySelector('#said');
const reached = document.querySelector('#reached');
const hand = document.querySelector('#hand');
let board;

function heard(frame) {
    if (frame.kind === 'lost') {
        state.textContent = 'Not connected. Trying again …';
    } else if (frame.kind === 'error') {
        state.textContent = frame.error;
    } else if (frame.kind === 'joined') {
        state.textContent = `You are on the board as ${frame.name}.`;
        form.hidden = true;
        joined.hidden = false;
    } else if (frame.kind === 'hand') {
        handIs(frame.up);
    }
    if (frame.said !== undefined) {
        said.textContent = frame.said;
        said.hidden = !frame.said;
    }
}

function handIs(up) {
    hand.setAttribute('aria-pressed', up);
    hand.textContent = up ? 'My hand is up. Put it down' : 'I need help';
}

form.addEventListener('submit', (event) => {
    event.preventDefault();
    board?.leave();
    board = joinBoard(location.origin, input.value, heard);
});
reached.addEventListener('change', () => board.state(reached.value));
hand.addEventListener('click', () => {
    const up = hand.getAttribute('aria-pressed') !== 'true';
    board.hand(up);
    handIs(up);
});
document.querySelector('#leave').addEventListener('click', () => {
    board.leave();
    board = null;
    handIs(false);
    reached.value = '';
    form.hidden = false;
    joined.hidden = true;
    state.textContent = 'You have left the board. Nothing of you is on it any more.';
});
