// Uses form, state and show() of page.js, which is loaded first; page.js calls send().
const reload = document.querySelector('#reload');
// https: becomes wss: in the same way, for its beginning is all that is replaced.
const address = location.origin.replace('http', 'ws') + form.dataset.socket;
// Milliseconds.
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 10000;
const FAILURES_BEFORE_RELOAD = 3;
let socket;
let failures = 0;

function connect() {
    socket = new WebSocket(address);
    socket.onopen = () => {
        failures = 0;
        reload.hidden = true;
        state.textContent = 'Connected.';
    };
    socket.onmessage = (event) => {
        const data = JSON.parse(event.data);
        if (data.error) {
            state.textContent = data.error;
        } else if (data.picture) {
            show(`${data.username}: `, data.picture);
        } else {
            show(`${data.username}: ${data.message}`);
        }
    };
    socket.onclose = () => {
        const wait = Math.min(FIRST_WAIT * 2 ** failures, LONGEST_WAIT);
        failures += 1;
        // A server that refuses looks like a server that is down: only a reload can tell.
        reload.hidden = failures < FAILURES_BEFORE_RELOAD;
        state.textContent = 'Not connected. Trying again …';
        // Half of it to all of it, by chance: not all pages come back at the same moment.
        setTimeout(connect, wait * (0.5 + Math.random() / 2));
    };
}

function send(message) {
    if (socket.readyState !== WebSocket.OPEN) {
        return false;
    }
    socket.send(JSON.stringify({message}));
    state.textContent = 'Connected.';
    return true;
}

state.textContent = 'Connecting …';
connect();
