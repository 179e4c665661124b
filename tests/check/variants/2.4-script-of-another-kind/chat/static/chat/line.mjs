export function line(message) {
    const p = document.createElement('p');
    p.textContent = message;
    return p;
}
