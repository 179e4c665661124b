const server = 'http://127.0.0.1:8000';
const [signIn, write] = document.forms;
const [state, log] = document.querySelectorAll('[role]');

async function connect(proof) {
    const request = {method: 'POST', body: new URLSearchParams(proof)};
    const response = await fetch(`${server}/chat/enter/`, request).catch(() => null);
    if (!response) return setTimeout(connect, 1000 + 1000 * Math.random(), proof);
    const {error, token, ticket} = await response.json();
    state.textContent = error || 'Connecting …';
    signIn.hidden = !error;
    if (error) return;
    const socket = new WebSocket(`${server.replace('http', 'ws')}/ws/chat/lobby/?ticket=${ticket}`);
    socket.onopen = () => { state.textContent = 'Connected.'; write.hidden = false; };
    socket.onmessage = (event) => {
        const data = JSON.parse(event.data);
        const line = log.appendChild(document.createElement('p'));
        line.textContent = data.error || `${data.username}: ${data.message}`;
    };
    socket.onclose = (event) => {
        state.textContent = `Closed with ${event.code}.`;
        write.hidden = true;
        setTimeout(connect, 1000 + 1000 * Math.random(), {token});
    };
    write.onsubmit = () => { socket.send(JSON.stringify({message: write.message.value})); };
}

signIn.onsubmit = () => { connect(new FormData(signIn)); };
document.addEventListener('submit', (event) => { event.preventDefault(); write.reset(); });
