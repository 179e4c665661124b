const reload = document.querySelector('#reload');
const address = location.origin.replace('http', 'ws') + form.dataset.socket;
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
        } else {
            show(`${data.username}: ${data.message}`);
        }
    };
    socket.onclose = () => {
        failures += 1;
        // A server that refuses looks like a server that is down: only a reload can tell.
        reload.hidden = failures < 3;
        state.textContent = 'Not connected. Trying again …';
        setTimeout(connect, Math.min(500 * 2 ** failures, 10000));
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
