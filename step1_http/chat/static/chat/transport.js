async function send(message) {
    // The form holds the CSRF token, without which Django refuses a POST.
    const body = new FormData(form);
    body.set('message', message);
    try {
        const response = await fetch(form.action, {method: 'POST', body});
        const data = await response.json();
        if (!response.ok) {
            state.textContent = data.error;
            return false;
        }
        show(data.message);
        state.textContent = 'Answered.';
        return true;
    } catch {
        state.textContent = 'Not sent: no answer from the server.';
        return false;
    }
}
