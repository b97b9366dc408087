// Types into a search box, letter by letter, and tells how long each took to be seen, in milliseconds.
const [selector, presses, done] = arguments;
const box = document.querySelector(selector);
const word = "site-123";
const took = [];

function press(count) {
  if (count === presses) return done(took);
  const begun = performance.now();
  box.value = word.slice(0, 1 + (count % word.length));
  box.dispatchEvent(new Event("input", { bubbles: true }));
  // A frame is painted between its callback and the next task.
  requestAnimationFrame(() =>
    setTimeout(() => {
      took.push(performance.now() - begun);
      setTimeout(press, 40, count + 1);
    }),
  );
}
press(0);
