// The page: what the meter says now, as it says it, and what it said before.

import {History, rows} from "./history.js";
import {Now} from "./now.js";

const now = new Now();

/** What the driver has in memory, so that the curve does not begin empty. */
async function recent() {
  const {time, ...columns} = await (await fetch("api/recent")).json();
  now.before(time, columns);
}

/** The day before the last hour, in steps of five minutes, where it was recorded. */
async function lastDay() {
  const end = Math.floor(Date.now() / 1000);
  const found = await rows("minutes", "five_minutes", end - 86400, end);
  const first = now.times[0] ?? end;
  const earlier = found.filter((row) => row.ts < first - 300);
  const net = ({p_imp_w: imported, p_exp_w: exported}) => imported == null ? null : imported - (exported ?? 0);
  now.before([...earlier.map((row) => row.ts), ...now.times], {
    power_net_w: [...earlier.map(net), ...now.columns.power_net_w],
    ...Object.fromEntries(["l1", "l2", "l3"].map((l) => [`power_${l}_w`,
      [...earlier.map((row) => row[`p_${l}_w`] ?? null), ...now.columns[`power_${l}_w`]]])),
  });
  now.allowDay();
}

function live() {
  const events = new EventSource("api/live");
  let begun = false;
  events.onmessage = ({data}) => {
    now.show(JSON.parse(data));
    if (!begun) {
      begun = true;
      past().catch(() => now.unreachable());
    }
  };
  events.onerror = () => now.unreachable();
}

/** After the first event, which says in which zone the meter's clock runs. */
async function past() {
  await recent();
  if (await new History().begin()) {
    await lastDay();
  }
}

live();
setInterval(() => document.hidden || now.again(), 5000);
