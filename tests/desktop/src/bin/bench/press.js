// Types into a box, word by word, and tells how long each took to be seen, in milliseconds: in the frame
// that follows, or in the one after another part of the page has changed.
const [selector, shown, words, first, presses, done] = arguments;
const box = document.querySelector(selector);
const took = [];

function change() {
  if (!shown) return Promise.resolve();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe(document.querySelector(shown), { childList: true, characterData: true, subtree: true });
  });
}

function press(count) {
  if (took.length === presses) return done(took);
  const begun = performance.now();
  const changed = change();
  box.value = words[count % words.length];
  box.dispatchEvent(new Event("input", { bubbles: true }));
  // A frame is painted between its callback and the next task.
  changed.then(() =>
    requestAnimationFrame(() =>
      setTimeout(() => {
        took.push(performance.now() - begun);
        setTimeout(press, 40, count + 1);
      }),
    ),
  );
}
press(first);
