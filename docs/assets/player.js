// Plays a recorded scene one moment after the other. Without this script the page shows the whole
// picture and the whole list.
(() => {
    function button(text, parent) {
        const made = document.createElement('button');
        made.type = 'button';
        made.textContent = text;
        parent.append(made);
        return made;
    }

    function play(scene) {
        const moments = [...scene.querySelectorAll('.moment')];
        const items = [...scene.querySelectorAll('.scene-story > li')];
        let shown = items.length;

        const player = document.createElement('div');
        player.className = 'scene-player';
        player.setAttribute('role', 'group');
        player.setAttribute('aria-label', 'Play the scene');
        const start = button('From start', player);
        const back = button('Back', player);
        const next = button('Next', player);
        const told = document.createElement('p');
        told.setAttribute('aria-live', 'polite');
        player.append(told);
        scene.prepend(player);

        function show(count) {
            shown = Math.max(0, Math.min(count, items.length));
            for (const parts of [moments, items]) {
                parts.forEach((part, n) => {
                    part.classList.toggle('later', n >= shown);
                    part.classList.toggle('now', n === shown - 1);
                });
            }
            told.textContent = shown === 0
                ? `Press Next: ${items.length} moments.`
                : `${shown} of ${items.length}: ${items[shown - 1].textContent}`;
            if (shown > 0) {
                // Small screens show the list in the picture's place. A moment itself may be as high
                // as the picture: its thick line is.
                const word = moments[shown - 1].querySelector('text');
                (word.checkVisibility() ? word : items[shown - 1]).scrollIntoView({block: 'nearest'});
            }
            // A disabled button would lose the keyboard's focus.
            back.setAttribute('aria-disabled', String(shown === 0));
            next.setAttribute('aria-disabled', String(shown === items.length));
        }

        start.addEventListener('click', () => show(0));
        back.addEventListener('click', () => show(shown - 1));
        // At the end, before anything was played, Next begins.
        next.addEventListener('click', () => show(told.textContent === '' ? 1 : shown + 1));
        player.addEventListener('keydown', (event) => {
            const step = {ArrowRight: next, ArrowLeft: back, Home: start}[event.key];
            if (step) {
                event.preventDefault();
                step.click();
            }
        });
    }

    const begin = () => document.querySelectorAll('.scene').forEach(play);
    if (document.readyState === 'loading') {
        document.addEventListener('DOMContentLoaded', begin);
    } else {
        begin();
    }
})();
