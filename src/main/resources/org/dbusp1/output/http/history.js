// Days, weeks, months and years from the history, each beside the period before it.

import {ABSENT, brief, dayAndTime, dayOf, energy, fixed, hourOf, kilowatts, startOf, volts} from "./format.js";
import {barsOf, daysOf, firstOf, nameOf, step} from "./periods.js";
import {Chart, DASHES, withGaps} from "./chart.js";
import {mediumName} from "./now.js";

const $ = (id) => document.getElementById(id);
const REFRESH_MILLIS = 60000;
/** Seconds of a step of five minutes, with half a step for rows that are late. */
const STEP = 450;

/** Limits of the voltage in public grids of 230 V, EN 50160. */
const VOLTAGE_LIMITS = [{value: 207, label: "207 V"}, {value: 253, label: "253 V", color: "--warn"}];

const address = (file, table, span, from, to) => `api/${file}?table=${table}&step=${span}&from=${from}&to=${to}`;

/** Rows as objects by the names of their columns; throws what the driver says is wrong. */
export async function rows(table, span, from, to) {
  const answer = await fetch(address("history", table, span, from, to));
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(body.error ?? answer.statusText);
  }
  return body.rows.map((row) => Object.fromEntries(body.columns.map((name, i) => [name, row[i]])));
}

/** Adds up a column over rows that fall into the same bar; absent where no row says anything. */
function sums(bars, found, keyOf, column) {
  const byKey = new Map();
  for (const row of found) {
    if (row[column] != null) {
      byKey.set(keyOf(row), (byKey.get(keyOf(row)) ?? 0) + row[column]);
    }
  }
  return bars.map(({key}) => byKey.get(key) ?? null);
}

const total = (numbers) => numbers.some((n) => n != null) ? numbers.reduce((sum, n) => sum + (n ?? 0), 0) : null;
const negative = (numbers) => numbers.map((n) => n == null ? null : -n);

/** What a device counted, from litres or kilojoules. */
const amount = (kind) => kind === "heat" || kind === "cooling"
  ? {unit: "GJ", axis: (kj) => brief(kj / 1e6), value: (kj) => kj == null ? ABSENT : `${fixed(kj / 1e6, 3)}\u00a0GJ`}
  : {unit: "m³", axis: (l) => brief(l / 1000), value: (l) => l == null ? ABSENT : `${fixed(l / 1000, 3)}\u00a0m³`};

export class History {
  constructor() {
    this.span = "day";
    const kwh = {axis: (wh) => brief(Math.abs(wh) / 1000), value: (wh) => energy(Math.abs(wh))};
    this.energy = new Chart($("energy-chart"), {name: "Energy, import above zero, export below", unit: "kWh",
      format: kwh,
      limits: [{value: 0}]});
    this.voltage = new Chart($("voltage-chart"), {unit: "V",
      name: "Voltage, lowest and highest, with the limits of the grid", format: {axis: brief, value: volts}, limits: VOLTAGE_LIMITS, range: [203, 259]});
    this.quarters = new Chart($("quarters-chart"), {name: "Mean import of each quarter hour", unit: "kW",
      format: {axis: (w) => brief(w / 1000), value: kilowatts}});
    this.devices = new Map();
    for (const button of $("periods").querySelectorAll("button")) {
      button.addEventListener("click", () => this.choose(button));
    }
    $("earlier").addEventListener("click", () => this.move(-1));
    $("later").addEventListener("click", () => this.move(1));
  }

  /** Whether there is a history at all; then it is shown, and kept up to date. */
  async begin() {
    this.first = firstOf(this.span, dayOf(new Date()));
    const there = (await fetch(address("history", "days", "all", 0, 1))).status !== 404;
    $("no-history").hidden = there;
    for (const part of ["charts", "periods", "steps"]) {
      $(part).hidden = !there;
    }
    if (there) {
      await this.load();
      setInterval(() => document.hidden || this.load(), REFRESH_MILLIS);
    }
    return there;
  }

  choose(button) {
    for (const other of $("periods").querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    const today = dayOf(new Date());
    const current = this.first <= today && today < step(this.span, this.first, 1);
    this.span = button.dataset.span;
    this.first = firstOf(this.span, current ? today : this.first);
    this.load();
  }

  move(count) {
    this.first = step(this.span, this.first, count);
    this.load();
  }

  async load() {
    const {span, first} = this;
    const end = step(span, first, 1);
    const before = step(span, first, -1);
    $("period-name").textContent = nameOf(span, first);
    $("later").disabled = end > dayOf(new Date());
    try {
      const [table, by] = span === "day" ? ["hours", "row"] : ["days", span === "year" ? "month" : "row"];
      const [mbus, mbusBy] = span === "day" ? ["mbus", "row"] : ["mbus_days", span === "year" ? "month" : "row"];
      const read = await Promise.all([rows(table, by, first, end), rows(table, by, before, first),
        rows(mbus, mbusBy, first, end), rows(mbus, mbusBy, before, first),
        span === "day" ? rows("minutes", "five_minutes", first, end) : rows("days", "row", first, end),
        span === "day" ? rows("quarters", "row", first, end) : [], rows("events", "row", first, end),
        span === "year" ? rows("days", "row", before, first) : null]);
      if (span !== this.span || first !== this.first) {
        return;
      }
      this.shown(...read);
      this.downloads(table, mbus, first, end);
      this.trouble("");
    } catch (why) {
      this.trouble(`The history cannot be read now: ${why.message}`);
    }
  }

  /** A line in place of charts that could not be read. */
  trouble(text) {
    $("no-history").hidden = text === "";
    if (text !== "") {
      $("no-history").textContent = text;
    }
  }

  shown(now, before, mbus, mbusBefore, voltage, quarters, events, daysBefore) {
    const {span, first} = this;
    const bars = barsOf(span, first);
    const reached = this.reached(bars);
    const barsBefore = barsOf(span, step(span, first, -1));
    const keyOf = span === "day" ? (row) => hourOf(new Date((row.ts - (row.channel == null ? 0 : 1)) * 1000))
      : (row) => row.day;
    const column = (found, some, name) => sums(some, found, keyOf, name).slice(0, bars.length);
    const both = (found, foundBefore, name) => {
      const past = column(foundBefore, barsBefore, name);
      return [column(found, bars, name), bars.map((_, i) => past[i] ?? null)];
    };
    const pastName = {day: "the day before", week: "the week before", month: "the month before",
      year: "the year before"}[span];
    const labels = bars.map((bar) => bar.label);
    const indexes = bars.map((_, i) => i);
    const [imported, importedBefore] = both(now, before, "imp_wh");
    const [exported, exportedBefore] = both(now, before, "exp_wh");
    const compare = (current, past, format) => this.comparison({current, past, format, reached, bars, daysBefore,
      daysNow: voltage, pastName});
    const tiles = [["Import", "import", total(imported), energy, this.tariffs(now, "imp"),
      compare(imported, sums(barsBefore, before, keyOf, "imp_wh"), energy)]];
    const exports = total(exported) != null || total(exportedBefore) != null;
    if (exports) {
      tiles.push(["Export", "export", total(exported), energy, this.tariffs(now, "exp"),
        compare(exported, sums(barsBefore, before, keyOf, "exp_wh"), energy)]);
    }
    this.energy.show([{label: `Import, ${pastName}`, color: "--before", kind: "bar", place: [0, 2]},
      {label: "Import", color: "--import", kind: "bar", place: [1, 2]},
      ...exports ? [{label: `Export, ${pastName}`, color: "--before", kind: "bar", place: [0, 2]},
        {label: "Export", color: "--export", kind: "bar", place: [1, 2]}] : []],
    [indexes, importedBefore, imported, ...exports ? [negative(exportedBefore), negative(exported)] : []],
    {labels, summary: `${nameOf(span, first)}: import ${energy(total(imported))}`
      + (exports ? `, export ${energy(total(exported))}` : "")});
    this.showDevices(mbus, mbusBefore, both, {labels, indexes, pastName, tiles,
      compare: (current, found, format) => compare(current, sums(barsBefore, found, keyOf, "delta"), format)});
    this.tiles(tiles);
    this.showVoltage(voltage);
    this.showQuarters(quarters);
    this.showEvents(events);
  }

  /** How many bars are complete now: all of a period that is over. */
  reached(bars) {
    const today = dayOf(new Date());
    if (today < this.first || today >= step(this.span, this.first, 1)) {
      return bars.length;
    }
    const key = {day: hourOf(new Date()), year: today.slice(0, 7)}[this.span] ?? today;
    return Math.max(0, bars.findIndex((bar) => bar.key === key));
  }

  /**
   * The period before beside this one: only bars that are complete now, and recorded in both. Tells how much is not.
   */
  comparison({current, past, format, reached, bars, daysBefore, daysNow, pastName}) {
    const runs = reached < bars.length;
    const range = runs ? reached : Math.max(current.length, past.length);
    const kept = Array.from({length: range}, (_, i) => i).filter((i) => current[i] !== null && past[i] !== null);
    if (kept.length === 0) {
      return "";
    }
    const part = (numbers) => format(total(kept.map((i) => numbers[i] ?? null)));
    const missing = this.span === "year" ? this.daysMissing(daysNow, this.first, range)
      + this.daysMissing(daysBefore, step("year", this.first, -1), range) : range - kept.length;
    const until = {day: `until ${bars[reached]?.label}:00`, year: `until the end of ${bars[reached - 1]?.label}`}[this.span]
      ?? "until yesterday";
    return (runs ? `${until} ${part(current)}, ` : missing > 0 ? `of the recorded part ${part(current)}, ` : "")
      + `${pastName} ${part(past)}`
      + (missing > 0 ? ` (${missing} ${this.span === "day" ? "hour" : "day"}${missing === 1 ? "" : "s"} not recorded)` : "");
  }

  /** Days of the first months of a year that have no row. */
  daysMissing(found, first, months) {
    const recorded = new Set(found.map((row) => row.day));
    const end = step("month", first, months);
    return daysOf("year", first).filter((day) => day < end && !recorded.has(day)).length;
  }

  tariffs(found, way) {
    const parts = [1, 2, 3, 4, 5].map((t) => [t, total(found.map((row) => row[`${way}_t${t}_wh`] ?? null))])
      .filter(([, wh]) => wh != null);
    return parts.length > 1 ? parts.map(([t, wh]) => `T${t} ${energy(wh)}`).join(" · ") : "";
  }

  showDevices(mbus, mbusBefore, both, {labels, indexes, pastName, tiles, compare}) {
    const channels = [...new Set([...mbus, ...mbusBefore].map((row) => row.channel))].sort();
    for (const [channel, one] of this.devices) {
      one.part.hidden = !channels.includes(channel);
    }
    for (const channel of channels) {
      const of = (found) => found.filter((row) => row.channel === channel);
      const {kind} = [...of(mbus), ...of(mbusBefore)][0];
      const [current, past] = both(of(mbus), of(mbusBefore), "delta");
      const format = amount(kind);
      tiles.push([mediumName(kind), "other", total(current), format.value, "",
        compare(current, of(mbusBefore), format.value)]);
      this.device(channel, kind, format).chart.show(
        [{label: pastName.replace(/^t/, "T"), color: "--before", kind: "bar", place: [0, 2]},
          {label: mediumName(kind), color: "--other", kind: "bar", place: [1, 2]}],
        [indexes, past, current],
        {labels, summary: `${nameOf(this.span, this.first)}: ${format.value(total(current))}`});
    }
  }

  device(channel, kind, format) {
    if (!this.devices.has(channel)) {
      const part = document.createElement("div");
      const figure = Object.assign(document.createElement("figure"), {className: "chart"});
      part.append(Object.assign(document.createElement("h3"), {textContent: mediumName(kind)}), figure);
      $("device-charts").append(part);
      const chart = new Chart(figure, {name: mediumName(kind), unit: format.unit, format, height: 170});
      this.devices.set(channel, {part, chart});
    }
    return this.devices.get(channel);
  }

  tiles(tiles) {
    $("sums").replaceChildren(...tiles.map(([name, kind, value, format, ...small]) => {
      const tile = Object.assign(document.createElement("div"), {className: kind});
      const dd = Object.assign(document.createElement("dd"), {textContent: format(value)});
      const notes = small.filter(Boolean);
      dd.append(...notes.map((textContent) => Object.assign(document.createElement("small"), {textContent})));
      tile.append(Object.assign(document.createElement("dt"), {textContent: name}), dd);
      return tile;
    }));
  }

  showVoltage(found) {
    const known = found.filter((row) => row.u_min != null || row.u_max != null);
    $("voltage-title").hidden = $("voltage-chart").hidden = known.length === 0;
    if (known.length === 0) {
      return;
    }
    const day = this.span === "day";
    const low = Math.min(...known.map((row) => row.u_min));
    const high = Math.max(...known.map((row) => row.u_max));
    const phases = day ? ["l1", "l2", "l3"].filter((l) => known.some((row) => row[`u_${l}`] != null)) : [];
    const days = daysOf(this.span, this.first).filter((one) => one <= dayOf(new Date()));
    const byDay = new Map(known.map((row) => [row.day, row]));
    this.voltage.show([{label: "Lowest", color: "--before", width: 1}, {label: "Highest", color: "--before", width: 1},
      ...phases.map((l, i) => ({label: l.toUpperCase(), color: `--${l}`, dash: DASHES[i]}))],
    day ? withGaps([known.map((row) => row.ts), known.map((row) => row.u_min), known.map((row) => row.u_max),
      ...phases.map((l) => known.map((row) => row[`u_${l}`]))], STEP)
      : [days.map((_, i) => i), days.map((one) => byDay.get(one)?.u_min ?? null),
        days.map((one) => byDay.get(one)?.u_max ?? null)],
    {labels: day ? null : days.map((one) => one.slice(5)), times: day ? this.wholeDay() : null, band: [2, 1],
      summary: `From ${volts(low)} to ${volts(high)}; the limits are 207 V and 253 V.`});
  }

  showQuarters(found) {
    const known = found.filter((row) => row.avg_w != null);
    $("quarters-part").hidden = known.length === 0;
    if (known.length > 0) {
      const most = Math.max(...known.map((row) => row.avg_w));
      this.quarters.show([{label: "Mean import", color: "--import", kind: "bar"}],
        [known.map((row) => row.ts + 450), known.map((row) => row.avg_w)], {summary: `Highest ${kilowatts(most)}.`,
          times: this.wholeDay()});
    }
  }

  wholeDay() {
    return [startOf(this.first), startOf(step("day", this.first, 1))];
  }

  /** What changed; the counters' first values, which have no change, are no events. */
  showEvents(found) {
    const changes = found.filter((event) => event.change != null);
    $("events-part").hidden = changes.length === 0;
    $("events").tBodies[0].replaceChildren(...changes.slice(-200).reverse().map((event) => {
      const value = event.kind === "outage" ? `${fixed(event.value / 60, 1)}\u00a0min` : fixed(event.value, 0);
      const row = document.createElement("tr");
      for (const text of [dayAndTime(new Date(event.ts * 1000)), event.kind.replaceAll("_", " "), value]) {
        row.append(Object.assign(document.createElement("td"), {textContent: text}));
      }
      return row;
    }));
  }

  downloads(table, mbus, from, to) {
    const files = [[table, "energy"], [mbus, "gas, water and heat"], ["minutes", "minutes"],
      ["quarters", "quarter hours"], ["events", "events"]];
    $("downloads").replaceChildren("For a spreadsheet: ", ...files.map(([name, textContent]) =>
      Object.assign(document.createElement("a"), {href: address("history.csv", name, "row", from, to), textContent,
        download: ""})));
  }
}
