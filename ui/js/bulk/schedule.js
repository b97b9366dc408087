// When a task runs, in words and as it is typed.

/** @import { Schedule } from "../../types/ipc.js" */

/** @type {[string, string][]} as Rust names the days, and as people do */
export const WEEKDAYS = [
  ["Mon", "Monday"],
  ["Tue", "Tuesday"],
  ["Wed", "Wednesday"],
  ["Thu", "Thursday"],
  ["Fri", "Friday"],
  ["Sat", "Saturday"],
  ["Sun", "Sunday"],
];

/** “07:30” of “07:30:00” */
export const timeIn = (/** @type {string} */ at) => at.slice(0, 5);

/** A time that was typed, as Rust takes it; `null` for anything else. */
export function typedTime(/** @type {string} */ text) {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return `${hours.padStart(2, "0")}:${minutes}:00`;
}

/** “Every 6 hours”, “Daily at 07:30”, “Mondays at 07:30” */
export function scheduleWords(/** @type {Schedule} */ schedule) {
  switch (schedule.kind) {
    case "every":
      return schedule.hours === 1 ? "Every hour" : `Every ${schedule.hours} hours`;
    case "daily":
      return `Daily at ${timeIn(schedule.at)}`;
    case "weekly":
      return `${WEEKDAYS.find(([day]) => day === schedule.on)?.[1] ?? schedule.on}s at ${timeIn(schedule.at)}`;
  }
}
