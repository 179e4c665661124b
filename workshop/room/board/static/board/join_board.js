// For every page, of this site or another: joins a board and stays on it until leave().
// `address` is the board's, such as http://192.168.1.20:8010; heard(frame) gets what it sends, and
// {kind: 'lost'} while there is no connection.
function joinBoard(address, name, heard) {
    const token = sessionStorage.boardToken || Array.from(
        crypto.getRandomValues(new Uint8Array(16)),
        (byte) => byte.toString(16).padStart(2, '0'),
    ).join('');
    sessionStorage.boardToken = token;
    // What the board has to know again after the connection was lost, by kind.
    const told = new Map();
    let socket;
    let failures = 0;
    let left = false;

    function connect() {
        socket = new WebSocket(new URL('/ws/join/', address.replace(/^http/, 'ws')));
        socket.onopen = () => socket.send(JSON.stringify({kind: 'join', token, name}));
        socket.onmessage = (event) => {
            const frame = JSON.parse(event.data);
            if (frame.kind === 'joined') {
                failures = 0;
                told.forEach((told) => socket.send(JSON.stringify(told)));
            }
            if (frame.kind === 'hand') {
                told.delete('hand');
            }
            heard(frame);
        };
        socket.onclose = () => {
            if (left) {
                return;
            }
            failures += 1;
            heard({kind: 'lost'});
            setTimeout(connect, Math.min(500 * 2 ** failures, 5000));
        };
    }

    function tell(frame) {
        told.set(frame.kind, frame);
        if (socket.readyState === WebSocket.OPEN) {
            socket.send(JSON.stringify(frame));
        }
    }

    connect();
    return {
        state: (reached, mistake = '', since = 0) =>
            tell({kind: 'state', reached, mistake, since, checking: false}),
        hand: (up) => tell({kind: 'hand', up}),
        leave: () => {
            left = true;
            delete sessionStorage.boardToken;
            tell({kind: 'leave'});
        },
    };
}
