// Whether the list of sources has been read and is shown, empty or not.
return ["#sources-scroll", "#sources-empty", "#sources-view > .failed"].some(
  (part) => document.querySelector(part)?.hidden === false,
);
