// Needs a function send(message), which transport.js has: true if the message is on its way.
const form = document.querySelector('#form');
const input = document.querySelector('#message');
const log = document.querySelector('#log');
const state = document.querySelector('#state');
// Pixels: scrolled so near to the end, the log follows the newest message.
const NEAR_THE_END = 10;

function show(message, picture) {
    const line = document.createElement('p');
    // textContent, because innerHTML would run what other people write.
    line.textContent = message;
    if (picture) {
        const image = document.createElement('img');
        image.alt = 'picture';
        image.src = picture;
        line.append(image);
    }
    const atEnd = log.scrollTop + log.clientHeight > log.scrollHeight - NEAR_THE_END;
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
