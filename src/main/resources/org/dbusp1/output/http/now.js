// What the meter says now, and the curve of the last minutes.

import {ABSENT, ago, amperes, brief, dayAndTime, energy, fixed, kilowatts, power, timeOfDay, timeWithSeconds, useZone,
  volts, whole} from "./format.js";
import {Chart, DASHES} from "./chart.js";

const $ = (id) => document.getElementById(id);
const PHASES = ["l1", "l2", "l3"];
const LONGEST = 24 * 3600;
const MEDIA = {gas: "Gas", water: "Water", hot_water: "Hot water", heat: "Heat", cooling: "Cooling",
  electricity: "Electricity", other: "Other meter"};

export const mediumName = (kind) => MEDIA[kind] ?? MEDIA.other;

/** Counters of gas and water as litres, of heat as kilojoules, as the history counts them too. */
export const counter = (value, unit) => value == null ? ABSENT : unit === "m3" ? `${fixed(value, 3)}\u00a0m³`
  : `${fixed(value, 3)}\u00a0${unit}`;

function facts(place, entries) {
  place.replaceChildren(...entries.filter(Boolean).flatMap(([name, value, small]) => {
    const dt = document.createElement("dt");
    const dd = document.createElement("dd");
    dt.textContent = name;
    dd.textContent = value;
    if (small) {
      dd.append(Object.assign(document.createElement("small"), {textContent: small}));
    }
    return [dt, dd];
  }));
}

export class Now {
  constructor() {
    this.minutes = 10;
    this.times = [];
    this.columns = {power_net_w: [], power_l1_w: [], power_l2_w: [], power_l3_w: []};
    this.chart = new Chart($("live-chart"), {name: "Power of the last minutes, import above zero, export below",
      unit: "kW", format: {axis: (w) => brief(w / 1000),
        value: (w) => (w < 0 ? "export " : "import ") + power(Math.abs(w))},
      limits: [{value: 0}], height: 260, table: false});
    for (const button of $("spans").querySelectorAll("button")) {
      button.addEventListener("click", () => this.span(button));
    }
  }

  /** Fills the curve with what was measured before the page was opened; each column as long as times, null in gaps. */
  before(times, columns) {
    this.times = [...times];
    for (const name of Object.keys(this.columns)) {
      this.columns[name] = [...columns[name] ?? times.map(() => null)];
    }
    this.draw();
  }

  /** Lets the curve show a day, once its past is known. */
  allowDay() {
    $("spans").querySelector("[hidden]")?.removeAttribute("hidden");
  }

  span(button) {
    for (const other of $("spans").querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    this.minutes = Number(button.dataset.minutes);
    this.draw();
  }

  /** Updates how long ago things were. */
  again() {
    if (this.last && this.reachable) {
      this.status(this.last);
      this.draw();
    }
  }

  /** An event of the driver, which confirms what it contains. */
  receive(now) {
    this.reachable = true;
    this.received = {steady: performance.now(), clock: Date.now()};
    this.show(now);
  }

  /**
   * Removes the values when the driver did not confirm them within the meter's own limit: three intervals, at least 5 s.
   * The steady clock stops while some machines sleep, and the other clock can be set: the longer time counts.
   */
  expire() {
    if (!this.last?.online) {
      return;
    }
    const {zone, meter, arrival, interval, line} = this.last;
    const elapsed = Math.max(performance.now() - this.received.steady, Date.now() - this.received.clock) / 1000;
    if (elapsed > Math.max(5, 3 * interval)) {
      this.show({zone, meter, arrival, interval, line, online: false, since: arrival});
      this.unreachable();
    }
  }

  show(now) {
    this.last = now;
    useZone(now.zone);
    const values = now.values ?? {};
    this.power(values);
    this.status(now);
    this.phases(values);
    facts($("counters"), this.counters(values));
    this.demand(now);
    facts($("device-list"), (now.devices ?? []).filter((one) => one.value != null).map((one) =>
      [mediumName(one.medium), counter(one.value, one.unit), `read ${timeOfDay(new Date(one.time))}`]));
    $("devices").hidden = $("device-list").childElementCount === 0;
    this.line(now, values);
    this.append(now, values);
  }

  status(now) {
    const since = new Date(now.since);
    const state = now.online ? "live" : now.arrival ? "silent" : "waiting";
    const text = {
      live: () => now.meter + (now.interval > 0
        ? `, every ${fixed(now.interval, Number.isInteger(now.interval) ? 0 : 1)} s` : ""),
      silent: () => `silent since ${timeWithSeconds(since)}`,
      waiting: () => "no telegram yet",
    }[state]();
    if ($("status-text").textContent !== text) {
      $("status-text").textContent = text;
    }
    $("status").dataset.state = $("notice").dataset.state = state;
    this.notice({
      live: "",
      silent: `The meter has been silent since ${timeWithSeconds(since)}. Its readings no longer hold, so none are `
        + "shown. Look at the cable, and at the meter's display.",
      waiting: "No good telegram has come yet. The meter may need up to 10 seconds; if nothing comes, check the cable "
        + "and whether the P1 port is switched on.",
    }[state]);
    if (state === "silent") {
      // Not in the notice: a screen reader would say it again each time.
      $("net-word").textContent = `last heard ${ago(since)}`;
    }
    document.title = now.online && now.values?.power_net_w != null
      ? `${power(now.values.power_net_w)} · Smart meter` : "Smart meter";
  }

  /** The driver itself does not answer; the browser connects again by itself. Values stay until they expire. */
  unreachable() {
    this.reachable = false;
    $("status").dataset.state = $("notice").dataset.state = "silent";
    $("status-text").textContent = "the driver does not answer";
    this.notice("The driver does not answer; perhaps it is starting again. The page continues by itself.");
  }

  /** A line above everything; none where it is empty. */
  notice(text) {
    if ($("notice").textContent !== text) {
      $("notice").textContent = text;
      $("notice").hidden = text === "";
    }
  }

  power(values) {
    const net = values.power_net_w ?? values.power_import_w;
    $("net").dataset.direction = net == null || net === 0 ? "none" : net > 0 ? "import" : "export";
    $("net-value").textContent = net == null ? ABSENT : power(Math.abs(net));
    $("net-word").textContent = net == null ? "" : net > 0 ? "from the grid" : net < 0 ? "to the grid" : "";
  }

  phases(values) {
    const rows = PHASES.filter((l) => [`power_${l}_w`, `power_import_${l}_w`, `voltage_${l}_v`, `current_${l}_a`]
      .some((key) => values[key] != null));
    const most = Math.max(1000, ...PHASES.map((l) => Math.abs(values[`power_${l}_w`] ?? 0)));
    $("phases").hidden = rows.length === 0;
    const body = $("phases").tBodies[0];
    if (body.rows.length !== rows.length || rows.some((l, i) => body.rows[i].className !== l)) {
      body.replaceChildren(...rows.map((l) => {
        const row = Object.assign(document.createElement("tr"), {className: l});
        row.append(Object.assign(document.createElement("th"), {scope: "row", textContent: l.toUpperCase()}));
        for (let i = 0; i < 4; i++) {
          row.append(document.createElement("td"));
        }
        row.cells[1].className = "bar";
        const pole = Object.assign(document.createElement("span"), {className: "pole"});
        pole.append(document.createElement("i"));
        row.cells[1].append(pole);
        return row;
      }));
    }
    rows.forEach((l, i) => {
      const watts = values[`power_${l}_w`] ?? values[`power_import_${l}_w`];
      const {cells} = body.rows[i];
      const bar = cells[1].querySelector("i");
      const part = Math.abs(watts ?? 0) / most * 50;
      bar.className = watts < 0 ? "export" : "";
      bar.style.left = `${watts < 0 ? 50 - part : 50}%`;
      bar.style.width = `${part}%`;
      cells[2].textContent = watts == null ? ABSENT : `${watts < 0 ? "−" : ""}${power(Math.abs(watts))}`;
      cells[3].textContent = volts(values[`voltage_${l}_v`]);
      cells[4].textContent = amperes(values[`current_${l}_a`]);
    });
  }

  counters(values) {
    const rows = [];
    for (const [way, name] of [["import", "Import"], ["export", "Export"]]) {
      const total = values[`energy_${way}_total_kwh`];
      if (total != null) {
        const tariffs = [1, 2, 3, 4, 5].map((t) => [t, values[`energy_${way}_t${t}_kwh`]])
          .filter(([, kwh]) => kwh != null).map(([t, kwh]) => `T${t} ${fixed(kwh, 1)}`);
        rows.push([`${name} counter`, energy(total * 1000), tariffs.length > 1 ? tariffs.join(" · ") : ""]);
      }
    }
    if (values.tariff != null) {
      rows.push(["Tariff in force", whole(values.tariff)]);
    }
    return rows;
  }

  demand({demand, values = {}, peak_import_time: peakTime}) {
    $("demand").hidden = !demand;
    if (!demand) {
      return;
    }
    const end = new Date(new Date(demand.start).getTime() + demand.seconds * 1000);
    const peak = demand.peak_w ?? values.peak_import_month_w;
    $("demand-title").textContent = demand.seconds === 3600 ? "This hour" : "This quarter hour";
    $("demand-time").textContent = `until ${timeOfDay(end)}`;
    $("demand-mean").textContent = `${kilowatts(demand.mean_w)} mean`;
    const scale = 1.1 * Math.max(1000, demand.mean_w, demand.forecast_w ?? 0, peak ?? 0);
    const gauge = (part, watts, side) => {
      const bar = $("demand-gauge").querySelector(part);
      bar.hidden = watts == null;
      bar.style[side] = `${100 * (watts ?? 0) / scale}%`;
    };
    gauge(".fill", demand.mean_w, "width");
    gauge(".forecast", demand.forecast_w, "width");
    gauge(".peak", peak, "left");
    facts($("demand-facts"), [
      demand.forecast_w != null && ["Forecast at its end", kilowatts(demand.forecast_w)],
      demand.allowed_w != null && ["Still allowed", kilowatts(demand.allowed_w), "power until its end"],
      peak != null && ["Highest this month", kilowatts(peak),
        peakTime ? dayAndTime(new Date(peakTime)) : ""],
    ]);
  }

  line({line, text, withheld = []}, values) {
    const causes = Object.entries(line.causes).map(([cause, count]) => `${cause} ${whole(count)}`).join(" · ");
    const perPhase = (name) => {
      const counts = PHASES.map((l) => values[`voltage_${name}_${l}`]).filter((n) => n != null);
      return counts.length > 0 && [`Voltage ${name}`, counts.map(whole).join(" / "),
        counts.length > 1 ? "L1 / L2 / L3" : ""];
    };
    facts($("line-facts"), [
      ["Good telegrams", whole(line.accepted)],
      ["Repaired", whole(line.repaired)],
      ["Rejected", whole(line.rejected), causes || line.last_cause],
      withheld.length > 0 && ["Withheld", withheld.length, withheld.join(", ")],
      values.frequency_hz != null && ["Frequency", `${fixed(values.frequency_hz, 2)}\u00a0Hz`],
      values.power_failures != null && ["Power failures", whole(values.power_failures),
        values.long_power_failures != null ? `${whole(values.long_power_failures)} of them long` : ""],
      perPhase("sags"), perPhase("swells"),
    ]);
    $("message").hidden = !text;
    $("message").textContent = text ? `Message: ${text}` : "";
  }

  append(now, values) {
    const time = Date.parse(now.arrival) / 1000;
    const last = this.times.at(-1) ?? 0;
    const broken = !now.online || time - last > Math.max(5, 3 * now.interval);
    if (broken && this.columns.power_net_w.at(-1) != null) {
      this.push(last + .5, {});
    }
    if (now.online && time > last) {
      this.push(time, values);
    }
    this.draw();
  }

  push(time, values) {
    this.times.push(time);
    for (const [name, column] of Object.entries(this.columns)) {
      column.push(values[name] ?? null);
    }
    while (this.times[0] < time - LONGEST) {
      this.times.shift();
      Object.values(this.columns).forEach((column) => column.shift());
    }
  }

  draw() {
    $("live-chart").hidden = this.columns.power_net_w.every((w) => w == null);
    const end = Math.max(this.times.at(-1) ?? 0, Date.now() / 1000 - 60);
    const from = this.times.findIndex((time) => time >= end - this.minutes * 60);
    const start = from < 0 ? this.times.length : from;
    const seen = PHASES.filter((l) => this.columns[`power_${l}_w`].slice(start).some((w) => w != null));
    const phases = seen.length > 1 ? seen : [];
    const net = this.columns.power_net_w.slice(start);
    const last = net.at(-1);
    this.chart.show(
      [{label: "Net", color: "--import", kind: "area"},
        ...phases.map((l, i) => ({label: l.toUpperCase(), color: `--${l}`, width: 1.25, dash: DASHES[i]}))],
      [this.times.slice(start), net, ...phases.map((l) => this.columns[`power_${l}_w`].slice(start))],
      {summary: last == null ? "No value now." : `Now ${power(last)}.`});
  }
}
