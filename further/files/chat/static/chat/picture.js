// Uses state of page.js, which is loaded first.
const pictureForm = document.querySelector('#picture-form');

pictureForm.addEventListener('submit', async (event) => {
    event.preventDefault();
    const body = new FormData(pictureForm);
    pictureForm.reset();
    let said = 'Not sent. Reload this page and try again.';
    state.textContent = 'Sending …';
    try {
        const response = await fetch(pictureForm.action, {method: 'POST', body, redirect: 'error'});
        if ([200, 400].includes(response.status)) {
            said = await response.text();
        }
    } finally {
        state.textContent = said;
    }
});
