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

/**
 * @param {ipc.HelpLink} link
 * @param {string | null} source whose keys are meant
 * @returns {Promise<null>}
 */
export const openHelp = (link, source) => invoke("open_help", { link, source });

/** @returns {Promise<ipc.KeychainView>} */
export const keychainStatus = () => invoke("keychain_status");

/** @returns {Promise<ipc.SupportMatrix>} */
export const supportMatrix = () => invoke("support_matrix");

/** @returns {Promise<ipc.AppInfo>} */
export const appInfo = () => invoke("app_info");

/** @returns {Promise<null>} */
export const snooze = (/** @type {string} */ source, /** @type {string | null} */ entry, /** @type {number} */ days) =>
  invoke("snooze", { source, entry, days });

/** @returns {Promise<ipc.KeyPage>} */
export const listKeys = (/** @type {ipc.KeyQuery} */ query) => invoke("list_keys", { query });

/** @returns {Promise<ipc.InventoryState[]>} */
export const inventoryStates = () => invoke("inventory_states");

/** @returns {Promise<null>} */
export const fetchInventory = (/** @type {string} */ source) => invoke("fetch_inventory", { source });

/** @returns {Promise<null>} */
export const cancelInventory = (/** @type {string} */ source) => invoke("cancel_inventory", { source });

/** @returns {Promise<null>} */
export const linkKey = (/** @type {string} */ source, /** @type {string | null} */ entry) =>
  invoke("link_key", { source, entry });

/** @returns {Promise<null>} */
export const setKeyReminders = (
  /** @type {string} */ source,
  /** @type {string | null} */ entry,
  /** @type {boolean} */ on,
) => invoke("set_key_reminders", { source, entry, on });

/** @returns {Promise<null>} */
export const revokeKey = (/** @type {string} */ source, /** @type {string} */ entry) =>
  invoke("revoke_key", { source, entry });

/** @returns {Promise<string>} the path of the file */
export const exportKeys = (/** @type {ipc.KeyQuery} */ query) => invoke("export_keys", { query });

/** @returns {Promise<ipc.UserSource[]>} */
export const userSources = () => invoke("user_sources");

/** @returns {Promise<null>} */
export const syncUsers = (/** @type {string | null} */ source) => invoke("sync_users", { source });

/** @returns {Promise<null>} */
export const cancelUserSync = (/** @type {string | null} */ source) => invoke("cancel_user_sync", { source });

/** @returns {Promise<ipc.UserPage>} */
export const queryUsers = (/** @type {ipc.UserQuery} */ query) => invoke("query_users", { query });

/** @returns {Promise<ipc.UserFacets>} */
export const userFacets = (/** @type {ipc.UserFilter} */ filter) => invoke("user_facets", { filter });

/** @returns {Promise<ipc.FoundGroup[]>} */
export const findGroups = (/** @type {string} */ text, /** @type {string[]} */ sources) =>
  invoke("find_groups", { text, sources });

/** @returns {Promise<number>} how many are selected now */
export const selectUsers = (/** @type {ipc.SelectionChange} */ change) => invoke("select_users", { change });

/** @returns {Promise<ipc.PersonView>} */
export const person = (/** @type {ipc.InSource} */ user) => invoke("person", { user });

/** @returns {Promise<ipc.UserInsights>} */
export const userInsights = (/** @type {string[]} */ sources) => invoke("user_insights", { sources });

/** @returns {Promise<ipc.UserFile>} */
export const readUserFile = (/** @type {string} */ text) => invoke("read_user_file", { text });

/** @returns {Promise<string>} the path of the file */
export const exportUsers = (/** @type {ipc.UserFilter} */ filter, /** @type {ipc.UserTable} */ table) =>
  invoke("export_users", { filter, table });

/** @returns {Promise<null>} */
export const cancelExport = () => invoke("cancel_export");

/** @returns {Promise<ipc.SavedFilter[]>} */
export const savedFilters = () => invoke("saved_filters");

/** @returns {Promise<null>} */
export const saveFilter = (/** @type {string} */ name, /** @type {ipc.UserFilter} */ filter) =>
  invoke("save_filter", { name, filter });

/** @returns {Promise<null>} */
export const deleteFilter = (/** @type {string} */ name) => invoke("delete_filter", { name });

/** @returns {Promise<ipc.PlanView>} */
export const planAction = (/** @type {ipc.PlanRequest} */ request) => invoke("plan_action", { request });

/** @returns {Promise<null>} */
export const cancelPlan = () => invoke("cancel_plan");

/** @returns {Promise<ipc.ItemPage>} */
export const planItems = (/** @type {string} */ plan, /** @type {ipc.ItemQuery} */ query) =>
  invoke("plan_items", { plan, query });

/** @returns {Promise<string>} the path of the file */
export const exportPlan = (/** @type {string} */ plan) => invoke("export_plan", { plan });

/** @returns {Promise<string>} the id of the run */
export const beginRun = (/** @type {string} */ plan, /** @type {ipc.Confirmation} */ confirmation) =>
  invoke("begin_run", { plan, confirmation });

/** @returns {Promise<ipc.RunView>} */
export const runOf = (/** @type {string} */ run) => invoke("run_of", { run });

/** @returns {Promise<ipc.ItemPage>} */
export const runItems = (/** @type {string} */ run, /** @type {ipc.ItemQuery} */ query) =>
  invoke("run_items", { run, query });

/** @returns {Promise<null>} */
export const pauseRun = (/** @type {string} */ run) => invoke("pause_run", { run });

/** @returns {Promise<null>} */
export const resumeRun = (/** @type {string} */ run) => invoke("resume_run", { run });

/** @returns {Promise<null>} */
export const cancelRun = (/** @type {string} */ run) => invoke("cancel_run", { run });

/** @returns {Promise<string>} the path of the file */
export const exportRun = (/** @type {string} */ run, /** @type {ipc.RunTable} */ table) =>
  invoke("export_run", { run, table });

/** @returns {Promise<ipc.ActivityPage>} */
export const activity = (/** @type {ipc.ActivityQuery} */ query) => invoke("activity", { query });

/** @returns {Promise<string>} the path of the file */
export const exportActivity = (/** @type {ipc.ActivityQuery} */ query, /** @type {ipc.RunTable} */ table) =>
  invoke("export_activity", { query, table });

/** @returns {Promise<ipc.Task[]>} */
export const listTasks = () => invoke("tasks");

/** @returns {Promise<null>} */
export const putTask = (/** @type {ipc.Task} */ task) => invoke("put_task", { task });

/** @returns {Promise<null>} */
export const deleteTask = (/** @type {string} */ task) => invoke("delete_task", { task });

/** @returns {Promise<string>} the id of the run */
export const runTask = (/** @type {string} */ task) => invoke("run_task", { task });

/** @returns {Promise<ipc.Ending[]>} */
export const endings = (/** @type {ipc.InSource} */ person) => invoke("endings", { person });

/** @returns {Promise<[string, string][]>} keys and names */
export const issueProjects = (/** @type {string} */ source) => invoke("issue_projects", { source });

/** @returns {Promise<string[]>} */
export const issueTypes = (/** @type {string} */ source, /** @type {string} */ project) =>
  invoke("issue_types", { source, project });

/** @returns {Promise<ipc.SettingsView>} */
export const getSettings = () => invoke("get_settings");

/** @returns {Promise<ipc.Settings>} */
export const setSettings = (/** @type {ipc.Settings} */ settings) => invoke("set_settings", { settings });

/** @returns {Promise<ipc.Settings>} */
export const togglePause = () => invoke("toggle_pause");

/** @returns {Promise<null>} */
export const setStartAtLogin = (/** @type {boolean} */ on) => invoke("set_start_at_login", { on });

/** @returns {Promise<null>} */
export const testNotification = () => invoke("test_notification");

/** @returns {Promise<string>} the path of the file */
export const exportSources = () => invoke("export_sources");

/** @returns {Promise<ipc.ImportReport>} */
export const importSources = (/** @type {string} */ text) => invoke("import_sources", { text });

/** @returns {Promise<string>} the path of the file */
export const exportCalendar = () => invoke("export_calendar");

/** @returns {Promise<null>} */
export const showFile = (/** @type {string} */ path) => invoke("show_file", { path });

/** @returns {Promise<null>} */
export const openDataDir = () => invoke("open_data_dir");

/** @returns {Promise<ipc.Target | null>} where the window is to go, told once */
export const takeTarget = () => invoke("take_target");

/** Calls back each time the window is to go somewhere. */
export const onGoTo = (/** @type {() => void} */ callback) => window.__TAURI__.event.listen("go-to", callback);

/** Calls back each time an inventory is no longer what it was. */
export const onInventoryChanged = (/** @type {() => void} */ callback) =>
  window.__TAURI__.event.listen("inventory-changed", callback);

/** Calls back each time the list of sources is no longer what it was. */
export const onSourcesChanged = (/** @type {() => void} */ callback) =>
  window.__TAURI__.event.listen("sources-changed", callback);

/** Calls back each time users came, went, or are being fetched. */
export const onUsersChanged = (/** @type {() => void} */ callback) =>
  window.__TAURI__.event.listen("users-changed", callback);

/** Calls back each time a run, a task or the activity is no longer what it was. */
export const onRunsChanged = (/** @type {() => void} */ callback) =>
  window.__TAURI__.event.listen("runs-changed", callback);

/** Calls back as an export goes on. */
export const onExportProgress = (/** @type {(progress: ipc.ExportProgress) => void} */ callback) =>
  window.__TAURI__.event.listen("export-progress", ({ payload }) => callback(payload));

/** Calls back as the sources are asked what a plan would do. */
export const onPlanProgress = (/** @type {(progress: ipc.PlanProgress) => void} */ callback) =>
  window.__TAURI__.event.listen("plan-progress", ({ payload }) => callback(payload));
