// The page: what the meter measures now, and what it measured before.

import {History} from "./history.js";
import {Now} from "./now.js";
import {Today} from "./today.js";
import {rows} from "./rows.js";
import {withGaps} from "./chart.js";

const now = new Now();
const history = new History();
const today = new Today();
const REFRESH_MILLIS = 60000;
const RETRY_MILLIS = 5000;

const LINES = ["power_net_w", "power_l1_w", "power_l2_w", "power_l3_w"];
/** Seconds of the steps of a day's curve; a row's mean is drawn in the middle of its step. */
const STEP = 300;

let begun = false;
let events = null;
let retry = 0;
/** Whether the page was left, and the browser showed it again as it was. */
let left = false;
let recorded = false;
let dayKnown = false;
/** Until when the curve is of the history, in seconds since 1970. */
let recordedUntil = 0;

const columnsOf = (columns) => Object.fromEntries(LINES.map((name, i) => [name, columns[i]]));

/**
 * What the driver has in memory, so that the curve does not begin empty, nor misses the time in which the page slept. What was seen
 * before it stays, unless there is a hole between the two that the history fills.
 */
async function recent() {
  const {time, ...columns} = await (await fetch("api/recent")).json();
  if (time.length === 0) {
    return;
  }
  const older = now.times.filter((one) => one < time[0]).length;
  const last = now.times[older - 1];
  const hole = recorded && time[0] - last > STEP;
  dayKnown &&= !hole;
  const lines = LINES.map((name) => columns[name] ?? time.map(() => null));
  const kept = [now.times, ...LINES.map((name) => now.columns[name])].map((column) => hole ? [] : column.slice(0, older));
  const [times, ...values] = joined(kept, withGaps([time, ...lines], now.last.valid_for), last <= recordedUntil ? STEP : now.last.valid_for);
  now.before(times, columnsOf(values));
}

/** What was recorded before the curve begins: of the hour before it each minute, before that steps of five minutes. */
async function lastDay() {
  const end = Math.floor(Date.now() / 1000);
  const first = now.times[0] ?? end;
  const near = first - 3600;
  const [steps, minutes] = await Promise.all([rows("minutes", "five_minutes", end - 86400, near), rows("minutes", "row", near, first)]);
  const parts = [
    curve(steps, STEP, near, 1.5 * STEP),
    // A minute that was recorded in part is at the edge of a hole.
    curve(minutes.filter(({n}) => n == null || n * now.last.interval >= 20), 60, first, 90),
    [now.times, ...LINES.map((name) => now.columns[name])]];
  const [times, ...values] = joined(joined(parts[0], parts[1], STEP), parts[2], 90);
  recordedUntil = times.filter((time) => time < first).at(-1) ?? 0;
  now.before(times, columnsOf(values));
  now.allowDay();
  now.chooseSpan();
  dayKnown = true;
}

/** Rows of so many seconds as columns of a curve, with a hole where two are too far apart. */
function curve(found, seconds, end, most) {
  const shown = found.map((row) => ({...row, ts: row.ts + seconds / 2})).filter((row) => row.ts < end);
  // Without a net power an import of 0 is no power: the house may have fed in.
  const net = ({p_imp_w: imported, p_exp_w: exported, p_min_w: lowest}) =>
    imported == null || lowest == null ? null : imported - (exported ?? 0);
  return withGaps([shown.map((row) => row.ts), shown.map(net), ...["l1", "l2", "l3"].map((l) => shown.map((row) => row[`p_${l}_w`] ?? null))],
    most);
}

function joined(earlier, later, most) {
  const last = earlier[0].at(-1);
  const hole = last != null && later[0].length > 0 && later[0][0] - last > most;
  return earlier.map((column, i) => [...column, ...hole ? [i === 0 ? last + .5 : null] : [], ...later[i]]);
}

/** The history shows why it cannot be read; it is read again each minute until it can. */
const wholeDay = () => dayKnown || lastDay().catch(() => {});

function live() {
  events = new EventSource("api/live");
  events.onmessage = ({data}) => {
    const event = JSON.parse(data);
    const returns = begun && (left || !now.reachable);
    left = false;
    now.receive(event);
    today.until(event.online || !event.arrival ? null : new Date(event.since));
    if (!begun) {
      begun = true;
      past().catch(() => {
        begun = false; // with the next event again
        now.unreachable();
      });
    } else if (returns) {
      missed();
    }
  };
  events.onerror = () => {
    now.unreachable();
    if (events.readyState === EventSource.CLOSED) {
      // Browsers give up after an answer that is no stream: of a proxy without its driver, or of a driver with too many watchers.
      retry = setTimeout(live, RETRY_MILLIS);
    }
  };
}

/** Browsers keep a page that was left, for Back, with its connections: six of them, and no other request gets through. */
function leave() {
  clearTimeout(retry);
  events.close();
  events = null;
  left = true;
}

/** After the first event, which has the time zone of the meter's clock. */
async function past() {
  await recent();
  if (await history.exists()) {
    recorded = true;
    setInterval(() => document.hidden || refresh(), REFRESH_MILLIS);
    document.addEventListener("visibilitychange", () => document.hidden || refresh());
    await Promise.all([today.load(), history.load()]);
    await wholeDay();
  }
}

/** After a time without the driver: a phone has slept, a network has failed, the driver was started again. */
const missed = () => recent().then(() => recorded && refresh()).catch(() => {});

function refresh() {
  if (now.reachable) {
    today.load();
  }
  history.refresh();
  wholeDay();
}

live();
addEventListener("pagehide", leave);
addEventListener("pageshow", () => events ?? live());
setInterval(() => document.hidden || now.again(), 5000);
// In a hidden tab too: its title shows the power.
setInterval(() => now.expire() && today.clear(), 1000);
