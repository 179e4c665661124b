const badge = document.querySelector('#badge');
const address = location.origin.replace('http', 'ws') + badge.dataset.socket;

function connect() {
    const socket = new WebSocket(address);
    socket.onmessage = (event) => {
        const {unread} = JSON.parse(event.data);
        badge.textContent = unread ? `${unread} new` : '';
    };
    socket.onclose = () => setTimeout(connect, 2000 + Math.random() * 3000);
}

connect();
