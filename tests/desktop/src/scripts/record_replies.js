// From now on keeps a copy of every answer of the Rust side. Tauri looks `fetch` up at each call.
if (window.recordedReplies) return;
window.recordedReplies = [];
const fetch = window.fetch;
window.fetch = async (...request) => {
  const response = await fetch(...request);
  window.recordedReplies.push(await response.clone().text());
  return response;
};
