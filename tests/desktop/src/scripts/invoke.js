const [command, given, done] = arguments;
window.__TAURI__.core.invoke(command, given).then(
  (result) => done({ result }),
  (error) => done({ error }),
);
