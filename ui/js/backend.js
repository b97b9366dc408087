// The only file that names Tauri: every question to the Rust side is one function here.

/** @import * as ipc from "../types/ipc.js" */

/**
 * @template T
 * @param {string} command
 * @param {Record<string, unknown>} [args]
 * @returns {Promise<T>} rejects with an `ipc.IpcError`
 */
function invoke(command, args) {
  return window.__TAURI__.core.invoke(command, args).catch((/** @type {unknown} */ error) => {
    // A call that never reached its command is answered with a text by Tauri itself.
    throw error instanceof Object && "code" in error ? error : unexpected(String(error));
  });
}

/** @returns {ipc.IpcError} */
function unexpected(/** @type {string} */ detail) {
  return {
    code: "failed",
    message: "Something went wrong inside the app.",
    hint: "Try again. If it stays, restart the app.",
    detail,
    field: null,
    fields: [],
    retryAfterSecs: null,
  };
}

/** @returns {Promise<ipc.SourceList>} */
export const listSources = () => invoke("list_sources");

/**
 * @param {ipc.SourceDraft} draft
 * @param {ipc.SaveOptions} options
 * @returns {Promise<ipc.SourceView>}
 */
export const createSource = (draft, options) => invoke("create_source", { draft, options });

/**
 * @param {string} id
 * @param {ipc.SourceDraft} draft
 * @param {ipc.SaveOptions} options
 * @returns {Promise<ipc.SourceView>}
 */
export const updateSource = (id, draft, options) => invoke("update_source", { id, draft, options });

/** @returns {Promise<null>} */
export const cancelSave = () => invoke("cancel_save");

/** @returns {Promise<null>} */
export const deleteSource = (/** @type {string} */ id) => invoke("delete_source", { id });

/** @returns {Promise<ipc.SourceView>} */
export const checkSource = (/** @type {string} */ id) => invoke("check_source", { id });

/** @returns {Promise<null>} */
export const checkAllSources = () => invoke("check_all_sources");

/** @returns {Promise<null>} */
export const openSource = (/** @type {string} */ id) => invoke("open_source", { id });

/** @returns {Promise<null>} */
export const openHelp = (/** @type {ipc.HelpLink} */ link) => invoke("open_help", { link });

/** @returns {Promise<ipc.KeychainView>} */
export const keychainStatus = () => invoke("keychain_status");

/** @returns {Promise<ipc.SupportMatrix>} */
export const supportMatrix = () => invoke("support_matrix");

/** @returns {Promise<ipc.AppInfo>} */
export const appInfo = () => invoke("app_info");

/** Calls back each time the list of sources is no longer what it was. */
export const onSourcesChanged = (/** @type {() => void} */ callback) =>
  window.__TAURI__.event.listen("sources-changed", callback);
