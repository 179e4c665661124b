const form = document.querySelector('#form');
const input = document.querySelector('#message');
const log = document.querySelector('#log');
const state = document.querySelector('#state');

function show(message) {
    const line = document.createElement('p');
    // textContent, because innerHTML would run what other people write.
    line.textContent = message;
    log.append(line);
    log.scrollTop = log.scrollHeight;
}

input.addEventListener('keydown', async (event) => {
    if (event.key !== 'Enter') return;
    const message = input.value;
    const sent = await send(message);
    if (sent && input.value === message) {
        input.value = '';
    }
});
