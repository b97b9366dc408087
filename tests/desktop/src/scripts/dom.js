// All there is in the page: its markup with every attribute, and what every field holds.
const fields = [...document.querySelectorAll("input, select, textarea")];
const shadows = [...document.querySelectorAll("*")].map((element) => element.shadowRoot?.innerHTML ?? "");
const stored = [localStorage, sessionStorage].map((storage) => JSON.stringify(storage));
return [
  document.documentElement.outerHTML,
  ...fields.map((field) => `${field.id}=${field.value}`),
  ...shadows,
  ...stored,
  document.cookie,
].join("\n");
