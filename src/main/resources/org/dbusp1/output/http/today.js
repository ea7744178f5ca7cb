// Today so far beside yesterday, and this month's cost beside the last one's.

import {comparison, withoutCatchingUp} from "./comparison.js";
import {costOf, costTile, prices} from "./cost.js";
import {amount, dayOf, energy, hourOf, money, timeOfDay} from "./format.js";
import {barsOf, firstOf, plusDays, step} from "./periods.js";
import {rows, total} from "./rows.js";
import {fill, texts} from "./texts.js";
import {byTariff, mediumName, tile} from "./tiles.js";

/** Compares a period with the one before it, by what makes a number of a bar's rows of energy and of devices. */
function compared(span, first, energies, devices) {
  // An hour of a device ends at its row.
  const placed = (found) => found.map((row) => {
    const time = row.ts == null ? null : new Date((row.ts - (row.channel == null ? 0 : 1)) * 1000);
    const day = row.day ?? dayOf(time);
    return {row, past: day < first, key: span === "day" ? hourOf(time) : day};
  });
  const [own, counted] = [placed(withoutCatchingUp(energies)), placed(devices)];
  const columns = (number) => [[first, false], [step(span, first, -1), true]].map(([start, past]) => barsOf(span, start).map(({key}) => {
    const [found, some] = [own, counted].map((all) => all.filter((each) => each.past === past && each.key === key).map(({row}) => row));
    return found.length === 0 ? null : number(found, some);
  }));
  const compare = comparison({span, first, bars: barsOf(span, first), daysNow: [], daysBefore: []});
  const current = (all) => all.filter(({past}) => !past).map(({row}) => row);
  return Object.assign((number, format) => compare(...columns(number), format),
    {now: (number) => number(current(placed(energies)), current(counted))});
}

const $ = (id) => document.getElementById(id);

export class Today {
  async load() {
    const day = dayOf(new Date());
    const month = firstOf("month", day);
    try {
      const [paid, energies, devices, ...before] = await Promise.all([prices(), ...["days", "mbus_days"].map((table) =>
        rows(table, "row", day, plusDays(day, 1))), ...["hours", "mbus"].map((table) => rows(table, "row", plusDays(day, -1), plusDays(day, 1))),
      ...["days", "mbus_days"].map((table) => rows(table, "row", step("month", month, -1), plusDays(day, 1)))]);
      this.show(paid, energies, devices, compared("day", day, before[0], before[1]), compared("month", month, before[2], before[3]));
    } catch {
      // The history on the page shows the reason.
      this.clear();
    }
  }

  clear() {
    $("today-part").hidden = true;
  }

  /** Until when today was measured, while the meter is silent. */
  until(silentSince) {
    $("today-title").textContent = silentSince ? fill(texts.todayUntil, {time: timeOfDay(silentSince)}) : texts.today;
  }

  show(paid, energies, devices, yesterday, lastMonth) {
    const tiles = [];
    for (const [way, kind, name] of [["imp", "import", texts.import], ["exp", "export", texts.export]]) {
      const wh = energies[0]?.[`${way}_wh`];
      if (wh != null) {
        tiles.push({kind, name, value: energy(wh), notes: [byTariff(energies, way),
          yesterday((found) => total(found.map((row) => row[`${way}_wh`])), energy)]});
      }
    }
    for (const row of devices) {
      if (row.delta != null) {
        tiles.push({kind: "other", name: mediumName(row.kind), value: amount(row).value(row.delta), notes: [yesterday((_, found) =>
          total(found.filter(({channel}) => channel === row.channel).map(({delta}) => delta)), amount(row).value)]});
      }
    }
    const cost = (found, counted) => costOf(paid, found, counted);
    const currency = (value) => money(value, paid.currency);
    tiles.push(...costTile(paid, energies, devices, yesterday(cost, currency)));
    const ofMonth = lastMonth(cost, currency);
    if (ofMonth) {
      tiles.push({kind: "cost", name: texts.costOfMonth, value: currency(lastMonth.now(cost)), notes: [ofMonth]});
    }
    $("today").replaceChildren(...tiles.map(tile));
    $("today-note").hidden = !energies[0]?.gap;
    $("today-part").hidden = tiles.length === 0;
  }
}
