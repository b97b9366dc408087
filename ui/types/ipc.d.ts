// Made from the Rust types by `cargo test`; do not edit.
export type ConnectionType = "access" | "jiraCloud";
/** What the dialog holds when Create or Save is pressed. Fields a type does not use are "". */
export type SourceDraft = { name: string, connectionType: ConnectionType, jiraUrl: string, userEmail: string, apiKey: string, /** YYYY-MM-DD or "" */ expiresOn: string, organizationId: string };
export type SaveOptions = { /** save although Atlassian cannot be reached */ withoutCheck: boolean, /** keep the key in memory only */ sessionOnly: boolean };
/** something that went wrong, as a person is told it */
export type Problem = { message: string, hint: string, /** the raw cause */ detail: string };
export type Expiry = { state: "notSet" | "fine" | "soon" | "expired", /** 0 today, negative when past */ daysLeft: number | null };
export type Status = { state: "connected" | "error", checking: boolean, /** RFC 3339 */ checkedAt: string | null, problem: Problem | null };
/** what answered: the site's title and URL or the organization's name, and the account the key belongs to ("" when the API names none) */
export type ConnectedTo = { name: string, url: string, account: string, route: "site" | "gateway" | "organization" };
export type SourceView = { id: string, name: string, connectionType: ConnectionType, jiraUrl: string, userEmail: string, organizationId: string, expiresOn: string | null, expiry: Expiry, lastUpdatedBy: string, /** RFC 3339 */ lastUpdated: string, status: Status, connectedTo: ConnectedTo | null, sessionOnly: boolean };
export type Notice = { message: string, hint: string, detail: string };
export type SourceList = { sources: Array<SourceView>, notices: Array<Notice> };
export type KeychainView = { available: boolean, /** "Secret Service", "macOS Keychain", "Windows Credential Manager" */ name: string, problem: Problem | null };
export type FieldName = "name" | "connectionType" | "jiraUrl" | "userEmail" | "apiKey" | "expiresOn" | "organizationId";
export type FieldError = { field: FieldName, message: string };
export type ErrorCode = "invalid" | "misconfigured" | "unreachable" | "noKeychain" | "cancelled" | "failed";
export type IpcError = { code: ErrorCode, message: string, hint: string, detail: string, field: FieldName | null, fields: Array<FieldError>, retryAfterSecs: number | null };
export type Support = { supported: boolean, /** limits, or the reason why not */ note: string };
export type SupportRow = { label: string, cells: Array<Support> };
export type SupportMatrix = { columns: Array<string>, filters: Array<SupportRow>, actions: Array<SupportRow> };
export type AppInfo = { version: string, dataDir: string, keychain: string, apiBase: string };
export type HelpLink = "organizationApiKeys" | "apiTokens" | "organizationKeyGuide" | "apiTokenGuide";
