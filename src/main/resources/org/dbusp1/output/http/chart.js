// Charts by uPlot, each with a legend that shows the values under the pointer, and its numbers as a table for those who
// do not see it. Without uPlot the table is all there is.

import {ABSENT, currentZone, dayAndTime, timeOfDay, timeWithSeconds} from "./format.js";
import {texts} from "./texts.js";

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const dark = matchMedia("(prefers-color-scheme: dark)");
const HEIGHT = 220;

/** Data of a chart with an empty point in each gap, so that no line bridges it: where two times are further apart than so many seconds. */
export function withGaps([times, ...columns], most) {
  const all = [[], ...columns.map(() => [])];
  times.forEach((time, i) => {
    if (i > 0 && time - times[i - 1] > most) {
      all.forEach((one, c) => one.push(c === 0 ? times[i - 1] + most / 2 : null));
    }
    all.forEach((one, c) => one.push(c === 0 ? time : columns[c - 1][i]));
  });
  return all;
}

export const DASHES = [[], [6, 3], [2, 3]];

/**
 * A place for a chart. A series is {label, color, format, kind, width, dash, fill}; color names a property of the
 * style sheet, kind is "line" (the usual one), "area" (from 0, above and below in the colours of import and export)
 * or "bar" (place: which of how many side by side).
 */
export class Chart {
  constructor(figure, {name, unit, format, limits = [], range = null, height = HEIGHT, table = true}) {
    Object.assign(this, {figure, name, unit, format, limits, range, height, series: [], data: [[]], labels: null});
    this.canvas = document.createElement("div");
    this.canvas.setAttribute("role", "img");
    this.legend = document.createElement("div");
    this.legend.className = "legend";
    this.legend.setAttribute("aria-hidden", "true");
    figure.append(this.canvas, this.legend);
    if (table) {
      this.table = document.createElement("details");
      this.table.innerHTML = '<summary></summary><div class="scroll" tabindex="0" role="region">'
        + "<table><thead></thead><tbody></tbody></table></div>";
      this.table.querySelector("summary").textContent = texts.numbers;
      this.table.querySelector(".scroll").setAttribute("aria-label", name);
      this.table.addEventListener("toggle", () => this.fillTable());
      this.table.open = !window.uPlot;
      figure.append(this.table);
    }
    new ResizeObserver(() => this.resize()).observe(figure);
    dark.addEventListener("change", () => this.build());
  }

  /**
   * Shows other numbers. Labels, where given, are under the bars instead of times; else times goes from and to so many
   * seconds; band names two series between which the ground is coloured.
   */
  show(series, data, {labels = null, summary = "", times = null, band = null} = {}) {
    const same = this.plot && labels === null && this.labels === null && !times === !this.times
      && JSON.stringify(series) === JSON.stringify(this.series);
    Object.assign(this, {series, data, labels, times, band});
    this.canvas.setAttribute("aria-label", `${this.name}. ${summary}`);
    if (same) {
      this.plot.setData(data);
    } else {
      this.build();
    }
    this.fillTable();
  }

  resize() {
    const width = this.figure.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.build();
    }
  }

  build() {
    this.plot?.destroy();
    this.plot = null;
    const width = this.figure.clientWidth;
    if (!window.uPlot || this.series.length === 0 || width === 0) {
      return;
    }
    this.plot = new uPlot(this.options(width), this.data, this.canvas);
    this.canvas.querySelector(".u-legend")?.remove();
    this.fillLegend(null);
  }

  options(width) {
    const muted = style("--muted");
    const grid = {stroke: style("--grid"), width: 1};
    const axis = {stroke: muted, grid, ticks: {show: false}, font: "12px system-ui, sans-serif"};
    const count = this.data[0].length;
    const room = 14 + 8 * Math.max(0, ...(this.labels ?? []).map((label) => label.length));
    const every = Math.ceil(count * room / Math.max(1, width - 60));
    const x = this.labels
      ? {...axis, grid: {show: false}, splits: () => this.data[0], gap: 4,
        values: (_, at) => at.map((i) => i % every === 0 ? this.labels[i] : "")}
      : {...axis, gap: 4, space: 70, values: (_, at) => {
        const name = at[1] - at[0] < 60 ? timeWithSeconds : timeOfDay;
        return at.map((s) => name(new Date(s * 1000)));
      }};
    return {
      width, height: this.height, padding: [20, 18, 0, 0], legend: {show: false},
      cursor: {drag: {x: false, y: false}, y: false, points: {size: 6}},
      tzDate: (s) => uPlot.tzDate(new Date(s * 1000), currentZone()),
      scales: {
        x: this.labels ? {time: false, range: [-.6, count - .4]} : {time: true, ...this.times && {range: () => this.times}},
        y: {range: (_, low, high) => this.bounds(low, high)},
      },
      bands: this.band ? [{series: this.band, fill: style("--band")}] : [],
      axes: [{...x, size: 26}, {...axis, size: 52, incrs: this.ticks(), values: (_, at) => at.map((v) => this.format.axis(v))}],
      series: [{}, ...this.series.map((one) => this.line(one))],
      hooks: {draw: [(u) => this.drawLimits(u)], setCursor: [(u) => this.fillLegend(u.cursor.idx)]},
    };
  }

  /** How far the ticks of numbers may be apart: 1, 2 or 5 in each decade, from what the axis can tell apart. */
  ticks() {
    return Array.from({length: 15}, (_, decade) => [1, 2, 5].map((digit) => digit * 10 ** decade * this.format.leastTick)).flat();
  }

  bounds(low, high) {
    if (low == null) {
      return this.range ?? [0, 1000];
    }
    if (this.range) {
      return [Math.min(low, this.range[0]), Math.max(high, this.range[1])];
    }
    const edge = Math.max(Math.abs(low), Math.abs(high), this.format.leastTick) * .08;
    return [low < 0 ? Math.min(low, -this.format.leastTick) - edge : 0, high > 0 ? Math.max(high, this.format.leastTick) + edge : 0];
  }

  line({label, color, kind = "line", width = 1.5, dash, place = [0, 1]}) {
    const stroke = style(color);
    const common = {label, stroke, width, dash, points: {show: false}};
    if (kind === "bar") {
      const [at, of] = place;
      const part = .82 / of;
      return {...common, fill: stroke, width: 0, paths: uPlot.paths.bars({size: [part, 60], align: of === 1 ? 0
        : at === 0 ? -1 : 1, radius: .15})};
    }
    return kind === "area" ? {...common, width: 2, stroke: (u) => this.twoColors(u, "--import", "--export", stroke),
      fill: (u) => this.twoColors(u, "--import-area", "--export-area", "transparent"), fillTo: () => 0} : common;
  }

  /** One colour above zero, another below. */
  twoColors(u, above, below, otherwise) {
    const {top, height} = u.bbox;
    const zero = (u.valToPos(0, "y", true) - top) / height;
    if (!Number.isFinite(zero)) {
      return otherwise;
    }
    const at = Math.min(1, Math.max(0, zero));
    const colors = u.ctx.createLinearGradient(0, top, 0, top + height);
    colors.addColorStop(0, style(above));
    colors.addColorStop(at, style(above));
    colors.addColorStop(at, style(below));
    colors.addColorStop(1, style(below));
    return colors;
  }

  drawLimits(u) {
    const {ctx, bbox} = u;
    const dot = devicePixelRatio || 1;
    ctx.save();
    ctx.fillStyle = style("--muted");
    ctx.font = `${12 * dot}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    ctx.textBaseline = "top";
    ctx.fillText(this.unit, bbox.left - 6 * dot, 0);
    ctx.restore();
    for (const {value, label, color = "--muted"} of this.limits) {
      const y = u.valToPos(value, "y", true);
      if (value == null || y < bbox.top || y > bbox.top + bbox.height) {
        continue;
      }
      ctx.save();
      ctx.strokeStyle = ctx.fillStyle = style(color);
      ctx.setLineDash(label ? [6 * dot, 4 * dot] : []);
      ctx.lineWidth = dot;
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      if (label) {
        ctx.font = `${12 * dot}px system-ui, sans-serif`;
        ctx.textAlign = "right";
        ctx.textBaseline = "bottom";
        ctx.fillText(label, bbox.left + bbox.width - 4 * dot, y - 2 * dot);
      }
      ctx.restore();
    }
  }

  fillLegend(at) {
    this.legend.replaceChildren(...this.series.map((one, i) => {
      const key = document.createElement("span");
      key.style.setProperty("--key", style(one.color));
      key.className = one.kind === "area" ? "both" : one.kind === "bar" ? "block" : ["solid", "dashed", "dotted"][DASHES.indexOf(one.dash)] ?? "solid";
      const value = at == null ? null : this.data[i + 1][at];
      key.append(one.label);
      if (value != null) {
        const shown = document.createElement("output");
        shown.textContent = ` ${this.format.value(value)}`;
        key.append(shown);
      }
      return key;
    }));
    if (at != null) {
      const when = document.createElement("output");
      when.textContent = this.nameOf(at);
      this.legend.prepend(when);
    }
  }

  nameOf(at) {
    return this.labels ? this.labels[at] : dayAndTime(new Date(this.data[0][at] * 1000));
  }

  fillTable() {
    if (!this.table?.open) {
      return;
    }
    const cells = (tag, contents) => {
      const row = document.createElement("tr");
      row.append(...contents.map((text, i) => {
        const cell = document.createElement(i === 0 ? "th" : tag);
        cell.textContent = text;
        cell.scope = tag === "th" ? "col" : "row";
        return cell;
      }));
      return row;
    };
    this.table.querySelector("thead").replaceChildren(cells("th", [this.labels ? "" : texts.time,
      ...this.series.map((one) => one.label)]));
    const shown = [...this.data[0].keys()].filter((at) => this.labels || this.series.some((_, i) => this.data[i + 1][at] != null));
    this.table.querySelector("tbody").replaceChildren(...shown.map((at) => cells("td", [this.nameOf(at),
      ...this.series.map((_s, i) => this.data[i + 1][at] == null ? ABSENT
        : this.format.value(this.data[i + 1][at]))])));
  }
}
