// The users of a site, read with jira.js. Tells what the other peers of the sync tell; see sync.py.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const [modules, host, email, apiToken, page, file] = process.argv.slice(2);
const { Version3Client } = createRequire(`${modules}/`)("jira.js");
const maxResults = Number(page);
const accounts = [];
let first;

const begun = performance.now();
const client = new Version3Client({ host, authentication: { basic: { email, apiToken } } });
for (let startAt = 0; ; startAt += maxResults) {
  const users = await client.users.getAllUsers({ startAt, maxResults });
  if (users.length === 0) break;
  first ??= performance.now() - begun;
  accounts.push(...users.map((user) => user.accountId));
}
const took = performance.now() - begun;

writeFileSync(file, accounts.map((account) => `${account}\n`).join(""));
console.log(JSON.stringify({ seconds: took / 1000, first: first / 1000 }));
