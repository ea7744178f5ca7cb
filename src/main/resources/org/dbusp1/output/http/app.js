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
/** The live stream, while the page is shown. */
let events = null;
let retry = 0;
/** Whether the page was left, and the browser showed it again as it was. */
let left = false;
let recorded = false;
let dayKnown = false;

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
  const hole = recorded && time[0] - now.times[older - 1] > STEP;
  dayKnown &&= !hole;
  const kept = (column) => hole ? [] : column.slice(0, older);
  const lines = LINES.map((name) => columns[name] ?? time.map(() => null));
  const [times, ...values] = withGaps([time, ...lines], now.last.valid_for);
  now.before([...kept(now.times), ...times], columnsOf(values.map((column, i) => [...kept(now.columns[LINES[i]]), ...column])));
}

/** The day before the last hour, in steps of five minutes, where it was recorded. */
async function lastDay() {
  const end = Math.floor(Date.now() / 1000);
  const found = await rows("minutes", "five_minutes", end - 86400, end);
  const first = now.times[0] ?? end;
  const earlier = found.map((row) => ({...row, ts: row.ts + STEP / 2})).filter((row) => row.ts < first);
  const net = ({p_imp_w: imported, p_exp_w: exported}) => imported == null ? null : imported - (exported ?? 0);
  const [times, ...values] = withGaps([earlier.map((row) => row.ts), earlier.map(net),
    ...["l1", "l2", "l3"].map((l) => earlier.map((row) => row[`p_${l}_w`] ?? null))], 1.5 * STEP);
  if (times.length > 0 && first - times.at(-1) > STEP) {
    times.push(times.at(-1) + STEP / 2);
    values.forEach((column) => column.push(null));
  }
  now.before([...times, ...now.times],
    columnsOf(values.map((column, i) => [...column, ...now.columns[LINES[i]]])));
  now.allowDay();
  dayKnown = true;
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
  today.load();
  history.refresh();
  wholeDay();
}

live();
addEventListener("pagehide", leave);
addEventListener("pageshow", () => events ?? live());
setInterval(() => document.hidden || now.again(), 5000);
// In a hidden tab too: its title shows the power.
setInterval(() => now.expire() && today.clear(), 1000);
