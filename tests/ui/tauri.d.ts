// What backend.js uses of the object that Tauri puts into the window.
export {};

declare global {
  interface Window {
    __TAURI__: {
      core: { invoke<T>(command: string, args?: Record<string, unknown>): Promise<T> };
      event: { listen(event: string, handler: (event: { payload: any }) => void): Promise<() => void> };
    };
  }
}
