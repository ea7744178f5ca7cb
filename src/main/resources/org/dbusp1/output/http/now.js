// The present values of the meter, and the curve of the last minutes.

import {ABSENT, ago, amperes, axis, counter, dayAndTime, dayOf, energy, fixed, kilowatts, power, tariffName, timeOfDay,
  timeWithSeconds, useRates, useZone, volts, whole} from "./format.js";
import {fill, language, locale, texts} from "./texts.js";
import {Chart, DASHES} from "./chart.js";
import {mediumName, tile} from "./tiles.js";

const $ = (id) => document.getElementById(id);
const PHASES = ["l1", "l2", "l3"];
const LONGEST = 24 * 3600;

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

const outputName = (name) => texts[`outputName.${name}`];
const outputFault = (output, name) => ({name: outputName(name), time: dayAndTime(new Date(output[`${name}_since`])),
  fault: output[`${name}_fault`] ?? ""});

/** The names of the outputs in both lists; whoever reads the page knows that it has them. */
function outputs(output = {}) {
  const names = Object.keys(output).filter((key) => key.endsWith("_up") && key !== "http_up").map((key) => key.slice(0, -3));
  return {working: names.filter((name) => output[`${name}_up`]), failing: names.filter((name) => !output[`${name}_up`])};
}

const said = (notice) => notice?.[language] ?? {text: "", remedy: ""};

/** The main fuse in A; a meter that limits nothing prints 999 A. */
const fuseOf = ({fuse_threshold_a: fuse}) => fuse > 0 && fuse < 999 ? fuse : null;

export class Now {
  constructor() {
    this.minutes = 10;
    /** Whether somebody has chosen the time that the curve shows. */
    this.chosen = false;
    /** How far the driver's clock, which its times are of, is ahead of the browser's: seen with each telegram. */
    this.aheadMillis = 0;
    this.times = [];
    this.columns = {power_net_w: [], power_l1_w: [], power_l2_w: [], power_l3_w: []};
    this.chart = new Chart($("live-chart"), {name: texts.liveChart, unit: "kW",
      format: {...axis(1000), value: (w) => fill(w < 0 ? texts.exportPower : texts.importPower, {power: power(Math.abs(w))})},
      limits: [{value: 0}], height: 300, table: false});
    for (const button of $("spans").querySelectorAll("button")) {
      button.addEventListener("click", () => {
        this.chosen = true;
        this.span(button);
      });
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

  allowDay() {
    $("spans").querySelector("[hidden]")?.removeAttribute("hidden");
  }

  /** After a start of the driver there is little of the last minutes: then the longest time that is at least half full is shown. */
  chooseSpan() {
    const buttons = [...$("spans").querySelectorAll("button:not([hidden])")].filter((one) => this.isHalfFull(Number(one.dataset.minutes)));
    if (!this.chosen && buttons.length > 0 && !this.isHalfFull(this.minutes)) {
      this.span(buttons.at(-1));
    }
  }

  isHalfFull(minutes) {
    const {times, columns: {power_net_w: net}} = this;
    const begin = Date.now() / 1000 + this.aheadMillis / 1000 - minutes * 60;
    const seen = times.reduce((sum, time, i) =>
      sum + (i > 0 && times[i - 1] >= begin && net[i] != null && net[i - 1] != null ? time - times[i - 1] : 0), 0);
    return seen >= minutes * 30;
  }

  span(button) {
    for (const other of $("spans").querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    this.minutes = Number(button.dataset.minutes);
    this.draw();
  }

  again() {
    if (this.last && this.reachable) {
      this.status(this.last);
      this.draw();
    }
  }

  receive(now) {
    this.reachable = true;
    if (now.online && now.arrival !== this.last?.arrival) {
      this.aheadMillis = Date.parse(now.arrival) - Date.now();
    }
    this.received = {steady: performance.now(), clock: Date.now()};
    this.show(now);
  }

  /**
   * Removes the values when the driver did not confirm them for as long as they are valid.
   * Returns whether they were removed. The steady clock stops while some machines sleep, and the other clock can be
   * set: the longer time counts.
   */
  expire() {
    if (!this.last?.online) {
      return false;
    }
    const {zone, meter, arrival, interval, valid_for, telegrams} = this.last;
    const elapsed = Math.max(performance.now() - this.received.steady, Date.now() - this.received.clock) / 1000;
    const expired = elapsed > valid_for;
    if (expired) {
      this.show({zone, meter, arrival, interval, valid_for, telegrams, online: false, since: arrival});
      this.unreachable();
    }
    return expired;
  }

  show(now) {
    this.last = now;
    useZone(now.zone);
    useRates(now.rates);
    const values = now.values ?? {};
    this.power(values);
    this.status(now);
    this.phases(values);
    facts($("counters"), this.counters(values));
    this.demand(now);
    facts($("device-list"), (now.devices ?? []).filter((one) => one.value != null).map((one) =>
      [mediumName(one.medium), counter(one.value, one.unit === "m3" ? "m³" : one.unit, one.medium === "gas" ? 2 : 3),
        one.time == null ? "" : fill(texts.readAt, {time: timeOfDay(new Date(one.time))})]));
    $("devices").hidden = $("device-list").childElementCount === 0;
    this.line(now, values);
    this.ess(now.notices?.ess);
    this.troubles(now);
    this.append(now, values);
  }

  ess(notice) {
    $("ess").hidden = !notice;
    if (!notice) {
      return;
    }
    const {text, remedy} = said(notice);
    $("ess").dataset.state = notice.gravity === "act" || notice.gravity === "alarm" ? "wrong" : "fine";
    if ($("ess-text").textContent !== text || $("ess-remedy").textContent !== remedy) {
      $("ess-text").textContent = text;
      $("ess-remedy").textContent = remedy;
    }
  }

  /** What is not over, and what a fault of an output is; with more than one the others are in the last card. */
  troubles({notices, line, output}) {
    const [first, ...others] = outputs(output).failing;
    const more = others.length > 0 ? ` ${fill(texts.andMore, {count: others.length})}` : "";
    const found = [...(notices?.troubles ?? []).map((notice) => said(notice).text),
      ...line?.no_export === 1 ? [texts["hint.no_export"]] : [],
      ...first ? [fill(texts.outputNotice, {...outputFault(output, first), more, outputs: texts.outputs})] : []];
    const list = $("troubles");
    if (found.join("\n") !== [...list.children].map((item) => item.textContent).join("\n")) {
      list.replaceChildren(...found.map((textContent) => Object.assign(document.createElement("li"), {textContent})));
    }
    list.hidden = found.length === 0;
  }

  status(now) {
    const since = new Date(now.since);
    const state = now.online ? "live" : now.arrival ? "silent" : "waiting";
    const today = dayOf(since) === dayOf(new Date(Date.now() + this.aheadMillis));
    const time = today ? timeWithSeconds(since) : dayAndTime(since);
    const text = {
      live: () => now.interval > 0 ? fill(now.interval === 1 ? texts.everySecond : texts.everySeconds,
        {meter: now.meter, seconds: fixed(now.interval, Number.isInteger(now.interval) ? 0 : 1)}) : now.meter,
      silent: () => fill(texts.silentSince, {time}),
      waiting: () => texts.noTelegramYet,
    }[state]();
    if ($("status-text").textContent !== text) {
      $("status-text").textContent = text;
    }
    $("status").dataset.state = $("notice").dataset.state = state;
    const obstacle = now.notices?.line;
    this.notice(obstacle?.id === "line.absent" ? fill(texts.portAbsent, {time}) : obstacle ? said(obstacle).text : {
      live: "",
      silent: fill(now.ess?.state === "grid_lost" ? texts.silentSince : texts.silentNotice, {time}),
      waiting: texts.waitingNotice,
    }[state]);
    if (state === "silent") {
      // Not in the notice: a screen reader would read it again each time.
      $("net-word").textContent = fill(texts.lastHeard, {ago: ago(new Date(since.getTime() - this.aheadMillis))});
    }
    document.title = now.online && now.values?.power_net_w != null
      ? `${power(now.values.power_net_w)} · ${texts.title}` : texts.title;
  }

  /** The driver itself does not answer; the browser connects again by itself. Values stay until they expire. */
  unreachable() {
    this.reachable = false;
    $("status").dataset.state = $("notice").dataset.state = "silent";
    $("status-text").textContent = texts.unreachable;
    this.notice(texts.unreachableNotice);
  }

  /** A line above everything; none where it is empty. */
  notice(text) {
    if ($("notice").textContent !== text) {
      $("notice").textContent = text;
      $("notice").hidden = text === "";
    }
  }

  power(values) {
    const net = values.power_net_w;
    $("net").dataset.direction = net == null || net === 0 ? "none" : net > 0 ? "import" : "export";
    $("net-value").textContent = net == null ? ABSENT : power(Math.abs(net));
    $("net-word").textContent = net > 0 ? texts.fromGrid : net < 0 ? texts.toGrid : "";
  }

  phases(values) {
    const rows = PHASES.filter((l) => [`power_${l}_w`, `voltage_${l}_v`, `current_${l}_a`]
      .some((key) => values[key] != null));
    const fuse = fuseOf(values);
    const most = Math.max(fuse == null ? 1000 : fuse * 230, ...PHASES.map((l) => Math.abs(values[`power_${l}_w`] ?? 0)));
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
      const watts = values[`power_${l}_w`];
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
    for (const [way, name] of [["import", texts.importCounter], ["export", texts.exportCounter]]) {
      const total = values[`energy_${way}_total_kwh`];
      if (total != null) {
        const tariffs = [1, 2, 3, 4, 5].map((t) => [t, values[`energy_${way}_t${t}_kwh`]])
          .filter(([, kwh]) => kwh != null).map(([t, kwh]) => `T${tariffName(t)} ${energy(kwh * 1000)}`);
        rows.push([name, energy(total * 1000), tariffs.length > 1 ? tariffs.join("\n") : ""]);
      }
    }
    if (values.tariff != null) {
      rows.push([texts.tariffNow, tariffName(values.tariff)]);
    }
    if (fuseOf(values) != null) {
      rows.push([texts.fuse, amperes(fuseOf(values)), values.power_l1_w == null ? "" : texts.fuseNote]);
    }
    return rows;
  }

  demand({demand, values = {}, peak_import_month_time: peakTime, time, events = []}) {
    $("demand").hidden = !demand;
    if (!demand) {
      return;
    }
    const end = new Date(demand.window_ends);
    const seconds = (end - new Date(demand.start)) / 1000;
    const peak = demand.peak_w ?? values.peak_import_month_w;
    $("demand-title").textContent = {3600: texts.thisHour, 1800: texts.thisHalfHour}[seconds] ?? texts.thisQuarter;
    const ends = timeOfDay(end);
    $("demand-time").textContent = fill(texts.untilTime, {time: ends});
    const clockWrong = events.some((event) => event.kind === "clock_wrong" && event.begins);
    // That nothing is left is said of a tariff or of the owner's limit: without them the first peak of a month is no bill that rises.
    const advised = !clockWrong && (demand.allowed_w > 0
      || demand.allowed_w === 0 && (demand.bill_w != null || demand.allowed_by === "limit"));
    $("demand-mean").textContent = !advised ? fill(texts.meanPower, {power: kilowatts(demand.mean_w)})
      : demand.allowed_w > 0 ? fill(texts.mayDraw, {power: `${fixed(Math.floor(demand.allowed_w / 100) / 10, 1)}\u00a0kW`, time: ends})
      : fill(texts[`nothingLeft.${demand.allowed_by}`], {time: ends});
    $("demand-note").hidden = !advised || demand.allowed_w === 0;
    $("demand-note").textContent = texts[`within.${demand.allowed_by}`];
    this.gauge(demand, peak, seconds, clockWrong || demand.status === "not counted" ? null : (new Date(time) - new Date(demand.start)) / 1000);
    const peaks = demand.peaks ?? [];
    const billed = demand.bill_months > 1 ? fill(texts.billOfMonths, {count: demand.bill_months})
      : peaks.length < 2 ? ""
      // The lowest peak is the bill of some tariffs.
      : demand.bill_w > peaks.at(-1).counted_w ? fill(texts.billOfPeaks, {count: peaks.length}) : fill(texts.peakNumber, {number: peaks.length});
    // Named by its start, as the peaks of the table; the meter prints its end.
    const month = (demand.months ?? []).at(-1);
    const peakBegan = month?.w === peak && month?.time ? month.time : peakTime;
    const shown = [
      advised && demand.mean_w != null && [texts.meanSoFar, kilowatts(demand.mean_w)],
      demand.forecast_w != null && [texts.forecast, kilowatts(demand.forecast_w)],
      !advised && demand.allowed_w != null && [texts.allowed, kilowatts(demand.allowed_w), texts[`allowedBy.${demand.allowed_by}`]],
      demand.status === "not counted" && [texts.window, texts.notCounted],
      demand.status === "start not seen" && [texts.window, texts.startNotSeen],
      demand.bill_w != null && [texts.bill, kilowatts(demand.bill_w), [billed, demand.step].filter(Boolean).join("\n")],
      ...peaks.slice(peaks.length > 1 ? 0 : 1).map((each, i) =>
        [fill(texts.peakNumber, {number: i + 1}), kilowatts(each.w), dayAndTime(new Date(each.time))]),
      demand.counted_since && [texts.countedSince, dayAndTime(new Date(demand.counted_since)), texts.missingNote],
      demand.missing > 0 && [texts.missingWindows, whole(demand.missing), texts.missingNote],
      ...this.limiter(demand),
      peak != null && [texts.highestThisMonth, kilowatts(peak),
        peakBegan ? dayAndTime(new Date(peakBegan)) : ""],
    ];
    $("demand-facts").replaceChildren(...shown.filter(Boolean).map(([name, value, ...notes]) => tile({kind: "import", name, value, notes})));
    this.months(demand);
  }

  limiter({limiter_state: limiter, limiter_asked_w: asked, limiter_given_w: given, windows_kept: kept, windows_exceeded: exceeded}) {
    if (limiter == null || limiter === "off") {
      return [];
    }
    const note = asked != null ? fill(texts.limiterAsked, {power: kilowatts(asked), given: kilowatts(given)}) : "";
    return [
      [texts["name.limit_the_peak"], texts[`limiter.${limiter}.short`] ?? texts[`limiter.${limiter}`], note],
      [texts.limiterWindows, whole(kept), exceeded > 0 ? fill(texts.limiterExceeded, {count: whole(exceeded)}) : ""],
    ];
  }

  /** The energy used of what is allowed in this window; its mean where nothing is allowed, or the seconds that passed are null. */
  gauge({mean_w: mean, forecast_w: forecast, allowed_w: allowed}, peak, seconds, passed) {
    const part = passed == null ? -1 : passed / seconds;
    const counts = mean != null && allowed > 0 && part >= 0 && part <= 1;
    const used = mean * part;
    const most = counts ? used + allowed * (1 - part) : 0;
    const wattHours = (watts) => energy(watts * seconds / 3600);
    const marks = counts
      ? [["fill", used, fill(texts.usedOfAllowed, {used: wattHours(used), allowed: wattHours(most)})],
        ["forecast", forecast, `${texts.forecast} ${wattHours(forecast)}`], ["peak"]]
      : [["fill", mean, `${texts.meanSoFar} ${kilowatts(mean)}`], ["forecast", forecast, `${texts.forecast} ${kilowatts(forecast)}`],
        ["peak", peak, `${texts.highestThisMonth} ${kilowatts(peak)}`]];
    const scale = most || 1.1 * Math.max(1000, mean ?? 0, forecast ?? 0, peak ?? 0);
    const names = [];
    $("demand-legend").replaceChildren();
    for (const [className, watts, name] of marks) {
      const bar = $("demand-gauge").querySelector(`.${className}`);
      bar.hidden = watts == null;
      bar.style[className === "peak" ? "left" : "width"] = `${Math.min(100, 100 * (watts ?? 0) / scale)}%`;
      if (watts != null) {
        names.push(name);
        $("demand-legend").append(Object.assign(document.createElement("span"), {className, textContent: name}));
      }
    }
    $("demand-gauge").hidden = names.length === 0;
    $("demand-gauge").setAttribute("aria-label", names.join(". "));
  }

  months({months = [], bill_months: counted = 1}) {
    $("months-part").hidden = months.length < 2;
    const scale = Math.max(1, ...months.map((month) => month.w));
    const fresh = $("months").childElementCount !== months.length;
    $("months").replaceChildren(...months.map((month, i) => {
      const bar = document.createElement("li");
      const name = new Date(`${month.month}-15T12:00:00Z`).toLocaleDateString(locale, {month: "short", timeZone: "UTC"});
      bar.className = months.length - i <= counted ? "counts" : "";
      bar.title = `${name} ${month.month.slice(0, 4)}: ${kilowatts(month.w)}`;
      const column = document.createElement("i");
      column.style.height = `${65 * month.w / scale}%`;
      bar.append(fixed(month.w / 1000, 1), column, name);
      return bar;
    }));
    if (fresh) {
      // A phone has no room for all of them: the running month is what its owner looks for.
      $("months").parentElement.scrollLeft = $("months").scrollWidth;
    }
  }

  line({online, telegrams, last_rejected: last, text, withheld = [], follow, output = {}}, values) {
    const {working, failing} = outputs(output);
    // While the meter is silent there is nothing to pass on.
    const groups = [[texts.outputsWork, online ? working : []], [texts.outputsFail, failing]].filter(([, names]) => names.length > 0);
    const dropped = groups.flatMap(([, names]) => names).filter((name) => output[`${name}_dropped`] > 0);
    const causes = (telegrams.causes ?? "").split(" ").filter((each) => each).map((each) => each.split("="))
      .map(([code, count]) => `${texts[`cause.${code}`]} ${whole(Number(count))}`).join(" · ");
    const perPhase = (key, name) => {
      const counts = PHASES.map((l) => values[`voltage_${key}_${l}`]).filter((n) => n != null);
      return counts.length > 0 && [name, counts.map(whole).join(" / "),
        counts.length > 1 ? "L1 / L2 / L3" : ""];
    };
    facts($("line-facts"), [
      values.frequency_hz != null && [texts.frequency, `${fixed(values.frequency_hz, 2)}\u00a0Hz`],
      values.power_failures != null && [texts.powerFailures, whole(values.power_failures),
        values.long_power_failures != null ? fill(texts.longFailures, {count: whole(values.long_power_failures)}) : ""],
      perPhase("sags", texts.sags), perPhase("swells", texts.swells),
      follow && [texts["name.follow_the_inverter"], fill(texts[`follow.${follow.state}`], {moves: whole(follow.moves)})],
      withheld.length > 0 && [texts.withheld, withheld.length, withheld.join(", ")],
      [texts.rejected, whole(telegrams.rejected), causes || texts[`cause.${last?.cause}`]],
      [texts.repaired, whole(telegrams.repaired)],
      [texts.goodTelegrams, whole(telegrams.good)],
      groups.length > 0 && [texts.outputs, groups.map(([text, names]) => fill(text, {names: names.map(outputName).join(", ")})).join("; "),
        [...failing.map((name) => fill(texts.outputFault, outputFault(output, name))),
          ...dropped.map((name) => fill(texts.outputDropped, {name: outputName(name), count: whole(output[`${name}_dropped`])}))].join(" · ")],
    ]);
    $("message").hidden = !text;
    $("message").textContent = text ? fill(texts.meterMessage, {text}) : "";
  }

  append(now, values) {
    const time = Date.parse(now.arrival) / 1000;
    while (now.online && this.times.at(-1) >= time + 1) {
      // The driver's clock was ahead.
      this.times.pop();
      Object.values(this.columns).forEach((column) => column.pop());
    }
    const last = this.times.at(-1) ?? 0;
    const broken = !now.online || time - last > now.valid_for;
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
    $("live-chart").hidden = $("curve").hidden = this.columns.power_net_w.every((w) => w == null);
    const end = Math.max(this.times.at(-1) ?? 0, (Date.now() + this.aheadMillis) / 1000 - 60);
    const begin = Math.max(end - this.minutes * 60, this.times[0] ?? 0);
    const from = this.times.findIndex((time) => time >= begin);
    const start = from < 0 ? this.times.length : from;
    const seen = PHASES.filter((l) => this.columns[`power_${l}_w`].slice(start).some((w) => w != null));
    const phases = seen.length > 1 ? seen : [];
    const net = this.columns.power_net_w.slice(start);
    const last = net.at(-1);
    this.chart.show(
      [{label: texts.net, color: "--import", kind: "area"},
        ...phases.map((l, i) => ({label: l.toUpperCase(), color: `--${l}`, width: 1.25, dash: DASHES[i]}))],
      [this.times.slice(start), net, ...phases.map((l) => this.columns[`power_${l}_w`].slice(start))],
      // Of the first minutes nothing is empty but the rest of the first one.
      {times: [begin, Math.max(end, begin + 60)], summary: last == null ? texts.noValueNow : fill(texts.nowPower, {power: power(last)})});
  }
}
