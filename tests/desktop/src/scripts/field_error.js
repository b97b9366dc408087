// What the page says is wrong with a field: the visible errors that describe it.
const [field] = arguments;
if (field.getAttribute("aria-invalid") !== "true") return null;
const named = ["aria-errormessage", "aria-describedby"].map((attribute) => field.getAttribute(attribute) ?? "");
return named
  .join(" ")
  .split(/\s+/)
  .map((id) => document.getElementById(id))
  .filter((element) => element?.matches(".error, [role=alert]") && element.getClientRects().length > 0)
  .map((element) => element.innerText)
  .join(" ");
