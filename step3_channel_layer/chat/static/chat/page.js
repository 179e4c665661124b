const form = document.querySelector('#form');
const input = document.querySelector('#message');
const log = document.querySelector('#log');
const state = document.querySelector('#state');

function show(message) {
    const line = document.createElement('p');
    // textContent, because innerHTML would run what other people write.
    line.textContent = message;
    const atEnd = log.scrollTop + log.clientHeight > log.scrollHeight - 10;
    log.append(line);
    if (atEnd) {
        log.scrollTop = log.scrollHeight;
    }
}

form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const message = input.value;
    const sent = await send(message);
    if (sent && input.value === message) {
        input.value = '';
    }
});
