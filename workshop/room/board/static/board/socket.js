// Needs of the page's own script: show(data), called with each frame.
const state = document.querySelector('#state');
const address = location.origin.replace('http', 'ws') + document.body.dataset.socket;
let socket;
let failures = 0;

function connect() {
    socket = new WebSocket(address);
    socket.onopen = () => {
        failures = 0;
        state.textContent = 'Connected.';
    };
    socket.onmessage = (event) => show(JSON.parse(event.data));
    socket.onclose = () => {
        failures += 1;
        state.textContent = 'Not connected. Trying again …';
        setTimeout(connect, Math.min(500 * 2 ** failures, 5000));
    };
}

function send(frame) {
    if (socket.readyState !== WebSocket.OPEN) {
        return false;
    }
    socket.send(JSON.stringify(frame));
    return true;
}

connect();
