const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
const socket = new WebSocket(`${scheme}://${location.host}/ws/${document.body.dataset.slug}/`);

socket.addEventListener('message', (event) => {
  const { author, body } = JSON.parse(event.data);
  const item = document.createElement('li');
  item.textContent = `${author}: ${body}`;
  document.querySelector('#said').append(item);
});

document.querySelector('#say').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = document.querySelector('#body');
  socket.send(JSON.stringify({ body: field.value }));
  field.value = '';
});
