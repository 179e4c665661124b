// Uses form, state and show() of page.js, which is loaded first; page.js calls send().
async function send(message) {
    // The form holds the CSRF token, without which Django refuses a POST.
    const body = new FormData(form);
    body.set('message', message);
    let response;
    try {
        response = await fetch(form.action, {method: 'POST', body});
        const data = await response.json();
        if (!response.ok) {
            state.textContent = data.error;
            return false;
        }
        show(data.message);
        state.textContent = 'Answered.';
        return true;
    } catch {
        // An error page of Django is an answer too, but no JSON.
        const reason = response ? `the server answered ${response.status}` : 'no answer from the server';
        state.textContent = `Not sent: ${reason}.`;
        return false;
    }
}
