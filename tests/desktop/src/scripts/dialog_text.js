return [...document.querySelectorAll("dialog[open]")].at(-1)?.innerText ?? null;
