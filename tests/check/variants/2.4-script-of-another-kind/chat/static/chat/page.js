const form = document.querySelector('#form');
const input = document.querySelector('#message');
const log = document.querySelector('#log');
const state = document.querySelector('#state');

function show(message) {
    import('/static/chat/line.mjs').then((m) => log.append(m.line(message)));
    log.scrollTop = log.scrollHeight;
}

form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const message = input.value;
    const sent = await send(message);
    if (sent && input.value === message) {
        input.value = '';
    }
});
