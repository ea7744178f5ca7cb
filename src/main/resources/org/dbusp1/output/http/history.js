// Days, weeks, months and years from the history, each beside the period before it.

import {ABSENT, amount, axis, dayAndTime, dayOf, duration, energy, fixed, hourOf, kilowatts, startOf, tariffName,
  timeOfDay, volts} from "./format.js";
import {barsOf, daysOf, firstOf, isDay, nameOf, shortName, step} from "./periods.js";
import {Chart, DASHES, withGaps} from "./chart.js";
import {costTile, prices} from "./cost.js";
import {comparison, withoutCatchingUp} from "./comparison.js";
import {address, rows, total} from "./rows.js";
import {capital, fill, language, texts} from "./texts.js";
import {byTariff, mediumName, tile} from "./tiles.js";

const $ = (id) => document.getElementById(id);
const SPANS = ["day", "week", "month", "year"];
/** Seconds of a step of five minutes, with half a step for rows that are late. */
const STEP = 450;
const QUARTER = 900;

/** Limits of the voltage in public grids of 230 V, EN 50160. */
const VOLTAGE_LIMITS = [{value: 207, label: "207 V"}, {value: 253, label: "253 V", color: "--warn"}];

/** Adds up a column over rows that fall into the same bar; absent where no row has a value. */
function sums(bars, found, keyOf, column) {
  const byKey = new Map();
  for (const row of found) {
    if (row[column] != null) {
      byKey.set(keyOf(row), (byKey.get(keyOf(row)) ?? 0) + row[column]);
    }
  }
  return bars.map(({key}) => byKey.get(key) ?? null);
}

/** When the first bar comes: a quarter hour is stored in the minute after its end. */
const nextBar = () => new Date(Math.ceil((Date.now() - 90_000) / 900_000) * 900_000);

const negative = (numbers) => numbers.map((n) => n == null ? null : -n);

/** Bars beside those of the period before, which has none and no legend where nothing of it is known. */
function asBars(indexes, all) {
  const shown = all.filter(({before, column}) => !before || column.some((n) => n != null));
  const two = shown.some(({before}) => before);
  return [shown.map(({label, color, before}) => ({label, color, kind: "bar", place: two ? [before ? 0 : 1, 2] : [0, 1]})),
    [indexes, ...shown.map(({column}) => column)]];
}

export class History {
  constructor() {
    this.span = "day";
    const thousands = axis(1000);
    const kwh = {...thousands, axis: (wh) => thousands.axis(Math.abs(wh)), value: (wh) => energy(Math.abs(wh))};
    this.energy = new Chart($("energy-chart"), {name: texts.energyChart, unit: "kWh", format: kwh, limits: [{value: 0}]});
    this.voltage = new Chart($("voltage-chart"), {name: texts.voltageChart, unit: "V", format: {...axis(), value: volts},
      limits: VOLTAGE_LIMITS, range: [203, 259]});
    this.quarters = new Chart($("quarters-chart"), {name: texts.quartersChart, unit: "kW",
      format: {...thousands, value: kilowatts}});
    this.devices = new Map();
    for (const button of $("periods").querySelectorAll("button")) {
      button.addEventListener("click", () => this.choose(button.dataset.span));
    }
    $("earlier").addEventListener("click", () => this.go(this.span, step(this.span, this.first, -1)));
    $("later").addEventListener("click", () => this.go(this.span, step(this.span, this.first, 1)));
    $("to-today").addEventListener("click", () => this.go(this.span, dayOf(new Date())));
    $("date").addEventListener("change", () => isDay($("date").value) && this.go(this.span, $("date").value));
    addEventListener("popstate", () => {
      this.fromAddress();
      this.load();
    });
  }

  async exists() {
    this.fromAddress();
    const {paths} = await (await fetch("api/openapi.json")).json();
    const there = "/api/history" in paths;
    $("no-history").hidden = there;
    for (const part of ["charts", "periods", "steps"]) {
      $(part).hidden = !there;
    }
    return there;
  }

  /** The period that the address names; today where it names none. */
  fromAddress() {
    const wanted = new URLSearchParams(location.search);
    this.span = SPANS.includes(wanted.get("period")) ? wanted.get("period") : "day";
    this.show(isDay(wanted.get("date")) ? wanted.get("date") : dayOf(new Date()));
  }

  show(day) {
    const today = dayOf(new Date());
    this.first = firstOf(this.span, day < today ? day : today);
    this.isCurrent = step(this.span, this.first, 1) > today;
  }

  /** Another period, as the user wants it: the address names it, so that it can be reloaded, linked and left with Back. */
  go(span, day) {
    this.span = span;
    this.show(day);
    history.pushState(null, "", `?period=${span}&date=${this.first}`);
    this.load();
  }

  choose(span) {
    this.go(span, this.isCurrent ? dayOf(new Date()) : this.first);
  }

  /** Reads anew what is shown; the current period gives way to the next one when it is over. */
  async refresh() {
    const day = dayOf(new Date());
    if (this.isCurrent && step(this.span, this.first, 1) <= day) {
      this.show(day);
      history.replaceState(null, "", location.search && `?period=${this.span}&date=${this.first}`);
    }
    await this.load();
  }

  async load() {
    const {span, first} = this;
    const end = step(span, first, 1);
    const before = step(span, first, -1);
    const today = dayOf(new Date());
    for (const button of $("periods").querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.span === span));
    }
    $("period-name").textContent = capital(nameOf(span, first));
    $("later").disabled = $("to-today").disabled = end > today;
    $("date").max = today;
    $("date").value = first;
    try {
      const [table, by] = span === "day" ? ["hours", "row"] : ["days", span === "year" ? "month" : "row"];
      const [mbus, mbusBy] = span === "day" ? ["mbus", "row"] : ["mbus_days", span === "year" ? "month" : "row"];
      const read = await Promise.all([rows(table, by, first, end), rows(table, by, before, first),
        rows(mbus, mbusBy, first, end), rows(mbus, mbusBy, before, first),
        span === "day" ? rows("minutes", "five_minutes", first, end) : rows("days", "row", first, end),
        span === "day" ? rows("quarters", "row", first, end) : [], rows("events", "row", first, end),
        span === "year" ? rows("days", "row", before, first) : null, prices()]);
      if (span !== this.span || first !== this.first) {
        return;
      }
      this.shown(...read);
      this.downloads(table, mbus, first, end);
      this.trouble("");
      this.loaded = span + first;
    } catch (why) {
      if (span === this.span && first === this.first) {
        this.trouble(fill(texts.historyUnreadable, {reason: why.message}));
      }
    }
  }

  /** Shows a line in place of charts that could not be read; charts of the same period stay, others do not. */
  trouble(text) {
    $("no-history").hidden = text === "";
    if (text !== "") {
      $("no-history").textContent = text;
      if (this.loaded !== this.span + this.first) {
        $("recorded").hidden = $("empty").hidden = true;
      }
    }
  }

  shown(now, past, mbus, mbusBefore, voltage, quarters, events, daysBefore, paid) {
    const {span, first} = this;
    // A device's first reading has no delta.
    const begins = this.isCurrent && now.length + past.length === 0 && [...mbus, ...mbusBefore].every(({delta}) => delta == null);
    const empty = begins || [now, mbus, voltage, quarters, events].every((found) => found.length === 0);
    $("recorded").hidden = empty;
    $("empty").hidden = !empty;
    if (empty) {
      $("empty").textContent = begins ? fill(texts.recordingBegins, {time: timeOfDay(nextBar())})
        : fill(texts.nothingRecorded, {period: nameOf(span, first)});
      return;
    }
    const bars = barsOf(span, first);
    const barsBefore = barsOf(span, step(span, first, -1));
    const keyOf = span === "day" ? (row) => hourOf(new Date((row.ts - (row.channel == null ? 0 : 1)) * 1000))
      : (row) => row.day;
    const column = (found, some, name) => sums(some, found, keyOf, name).slice(0, bars.length);
    const both = (found, foundBefore, name) => {
      const earlier = column(foundBefore, barsBefore, name);
      return [column(found, bars, name), bars.map((_, i) => earlier[i] ?? null)];
    };
    const before = texts[`before.${span}`];
    const labels = bars.map((bar) => bar.label);
    const indexes = bars.map((_, i) => i);
    // A bar is the energy of its time alone; the sums contain all.
    const own = new Set(span === "year" ? [...past, ...now] : withoutCatchingUp([...past, ...now]));
    const [ownNow, ownPast] = [now, past].map((found) => found.filter((row) => own.has(row)));
    const [imported, importedBefore] = both(ownNow, ownPast, "imp_wh");
    const [exported, exportedBefore] = both(ownNow, ownPast, "exp_wh");
    const [sumImported, sumExported] = ["imp_wh", "exp_wh"].map((name) => total(now.map((row) => row[name])));
    const compare = comparison({span, first, bars, daysBefore, daysNow: voltage});
    const tiles = [{kind: "import", name: texts.import, value: energy(sumImported),
      notes: [byTariff(now, "imp"), compare(imported, sums(barsBefore, ownPast, keyOf, "imp_wh"), energy)]}];
    const exports = sumExported != null || total(exportedBefore) != null;
    if (exports) {
      tiles.push({kind: "export", name: texts.export, value: energy(sumExported),
        notes: [byTariff(now, "exp"), compare(exported, sums(barsBefore, ownPast, keyOf, "exp_wh"), energy)]});
    }
    const pair = (name, color, column, earlier) => [
      {label: fill(texts.seriesBefore, {name, before}), color: `${color}-before`, column: earlier, before: true}, {label: name, color, column}];
    const shown = [...pair(texts.import, "--import", imported, importedBefore),
      ...exports ? pair(texts.export, "--export", negative(exported), negative(exportedBefore)) : []];
    this.energy.show(...asBars(indexes, shown), {labels, summary: `${nameOf(span, first)}: ${texts.import} ${energy(sumImported)}`
      + (exports ? `, ${texts.export} ${energy(sumExported)}` : "")});
    const [keys, keysBefore] = [ownNow, ownPast].map((found) => new Set(found.map(keyOf)));
    const ownOf = (found, among) => found.filter((row) => among.size === 0 || among.has(keyOf(row)));
    this.showDevices(mbus, mbusBefore, {labels, indexes, before, tiles,
      columns: (found, foundBefore) => both(ownOf(found, keys), ownOf(foundBefore, keysBefore), "delta"),
      compare: (current, found, format) => compare(current, sums(barsBefore, ownOf(found, keysBefore), keyOf, "delta"),
        format)});
    tiles.push(...costTile(paid, now, mbus));
    $("sums").replaceChildren(...tiles.map(tile));
    // Those of today are above, next to the power.
    const isToday = span === "day" && this.isCurrent;
    $("sums").hidden = isToday;
    $("period-note").hidden = isToday || !now[0]?.gap;
    this.showVoltage(voltage);
    this.showQuarters(quarters, isToday && now.some((row) => row.imp_wh != null));
    this.showEvents(events);
  }

  showDevices(mbus, mbusBefore, {labels, indexes, before, tiles, columns, compare}) {
    const channels = [...new Set([...mbus, ...mbusBefore].map((row) => row.channel))].sort();
    for (const [channel, one] of this.devices) {
      one.part.hidden = !channels.includes(channel);
    }
    for (const channel of channels) {
      const of = (found) => found.filter((row) => row.channel === channel);
      const [device] = [...of(mbus), ...of(mbusBefore)];
      const {kind} = device;
      const [current, past] = columns(of(mbus), of(mbusBefore));
      const sum = total(of(mbus).map((row) => row.delta));
      const format = amount(device);
      tiles.push({kind: "other", name: mediumName(kind), value: format.value(sum),
        notes: [compare(current, of(mbusBefore), format.value)]});
      this.device(channel, kind, format).chart.show(...asBars(indexes, [{label: capital(before), color: "--before", column: past, before: true},
        {label: mediumName(kind), color: "--other", column: current}]), {labels, summary: `${nameOf(this.span, this.first)}: ${format.value(sum)}`});
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
    this.voltage.show([{label: texts.lowest, color: "--before", width: 1, dash: DASHES[1]},
      {label: texts.highest, color: "--before", width: 1},
      ...phases.map((l, i) => ({label: l.toUpperCase(), color: `--${l}`, dash: DASHES[i]}))],
    day ? withGaps([known.map((row) => row.ts), known.map((row) => row.u_min), known.map((row) => row.u_max),
      ...phases.map((l) => known.map((row) => row[`u_${l}`]))], STEP)
      : [days.map((_, i) => i), days.map((one) => byDay.get(one)?.u_min ?? null),
        days.map((one) => byDay.get(one)?.u_max ?? null)],
    {labels: day ? null : days.map(shortName), times: day ? this.wholeDay() : null, band: [2, 1],
      summary: fill(texts.voltageSummary, {lowest: volts(low), highest: volts(high)})});
  }

  /** A quarter hour of which only a part was recorded has a colour of its own. */
  showQuarters(found, areAwaited) {
    const known = new Map(found.filter((row) => row.avg_w != null).map((row) => [row.ts, row]));
    const none = known.size === 0;
    $("quarters-part").hidden = none && !areAwaited;
    $("quarters-awaited").hidden = !none;
    $("quarters-chart").hidden = none;
    if (none) {
      $("quarters-awaited").textContent = fill(texts.quarterAwaited, {time: timeOfDay(nextBar())});
      return;
    }
    // With the quarter hour after each one: bars are as wide as the shortest way between two.
    const times = [...new Set([...known.keys()].flatMap((ts) => [ts, ts + QUARTER]))].sort((a, b) => a - b);
    const means = [0, 1].map((partial) => times.map((ts) => known.get(ts)?.partial === partial ? known.get(ts).avg_w : null));
    const series = [[texts.meanImport, "--import"], [texts.partImport, "--import-before"]]
      .map(([label, color], partial) => ({label, color, kind: "bar", column: means[partial]}))
      .filter(({column}) => column.some((mean) => mean != null));
    this.quarters.show(series.map(({column, ...shown}) => shown), [times.map((ts) => ts + QUARTER / 2), ...series.map(({column}) => column)],
      {summary: fill(texts.highestSummary, {power: kilowatts(Math.max(...means.flat()))}), times: this.wholeDay()});
  }

  wholeDay() {
    return [startOf(this.first), startOf(step("day", this.first, 1))];
  }

  /** What changed; the counters' first values, which have no delta, are no events. */
  showEvents(found) {
    const all = found.filter((event) => event.delta != null);
    const tariffs = this.span === "day" ? all.filter((event) => event.kind === "tariff") : [];
    $("tariff-changes").hidden = tariffs.length === 0;
    $("tariff-changes").textContent = fill(texts.tariffChanges, {changes: tariffs.map((event) =>
      `${timeOfDay(new Date(event.ts * 1000))} T${tariffName(event.value)}`).join(", ")});
    const changes = all.filter((event) => event.kind !== "tariff");
    $("events-part").hidden = changes.length === 0;
    $("events").tBodies[0].replaceChildren(...changes.slice(-200).reverse().map((event) => {
      const [, kind, place = ""] = /^(.*?)(?:_(l?\d))?$/.exec(event.kind);
      const value = kind === "outage" ? duration(Math.round(event.value / 60), "minute")
        : `event.${kind}.title` in texts ? texts[`eventCourse.${event.value}`] ?? ABSENT
        : fixed(event.value, 0);
      const row = document.createElement("tr");
      for (const text of [dayAndTime(new Date(event.ts * 1000)),
        `${texts[`eventKinds.${kind}`] ?? texts[`event.${kind}.title`] ?? kind} ${place.toUpperCase()}`,
        value]) {
        row.append(Object.assign(document.createElement("td"), {textContent: text}));
      }
      return row;
    }));
  }

  downloads(table, mbus, from, to) {
    // Spreadsheets in the other languages read the dot of 1.234 as ours read the comma of 1,234.
    const form = language === "en" ? "" : "&decimal=%2C&separator=%3B";
    const files = [[table, texts.energy], [mbus, texts.devices], ["minutes", texts.fileMinutes],
      ["quarters", texts.fileQuarters], ["events", texts.fileEvents]];
    $("downloads").replaceChildren(`${texts.forSpreadsheet} `, ...files.map(([name, textContent]) =>
      Object.assign(document.createElement("a"), {href: address("history.csv", name, "row", from, to) + form, textContent,
        download: ""})));
  }
}
