const reload = document.querySelector('#reload');
const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
let socket;

function connect() {
    socket = new WebSocket(`${scheme}//${location.host}${form.dataset.socket}`);
    socket.onopen = () => { state.textContent = 'Connected.'; };
    socket.onmessage = (event) => {
        const data = JSON.parse(event.data);
        if (data.present) state.textContent = `Here: ${data.present.join(', ')}`;
        else if (data.typing) state.textContent = `${data.typing} is typing`;
        else if (data.error) state.textContent = data.error;
        else show(`${data.username}: ${data.message}`);
    };
    socket.onclose = () => { setTimeout(connect, 1000); };
}

function send(message) {
    if (socket.readyState !== 1) return false;
    socket.send(JSON.stringify({message}));
    return true;
}

input.addEventListener('input', () => socket.readyState === 1 && socket.send('{"typing": true}'));
connect();
