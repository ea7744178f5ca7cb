// What today brought so far: energy, gas and the like, and their cost, from the history.

import {costTile, prices} from "./cost.js";
import {amount, dayOf, energy, timeOfDay} from "./format.js";
import {plusDays} from "./periods.js";
import {rows} from "./rows.js";
import {fill, texts} from "./texts.js";
import {byTariff, mediumName, tile} from "./tiles.js";

const $ = (id) => document.getElementById(id);

export class Today {
  async load() {
    const day = dayOf(new Date());
    try {
      const [paid, energies, devices] = await Promise.all([prices(), ...["days", "mbus_days"].map((table) =>
        rows(table, "row", day, plusDays(day, 1)))]);
      this.show(paid, energies, devices);
    } catch {
      // The history on the page shows the reason.
      this.clear();
    }
  }

  /** Without a value in place of one that may be old. */
  clear() {
    $("today-part").hidden = true;
  }

  /** Until when today was measured, while the meter is silent. */
  until(silentSince) {
    $("today-title").textContent = silentSince ? fill(texts.todayUntil, {time: timeOfDay(silentSince)}) : texts.today;
  }

  show(paid, energies, devices) {
    const tiles = [];
    for (const [way, kind, name] of [["imp", "import", texts.import], ["exp", "export", texts.export]]) {
      const wh = energies[0]?.[`${way}_wh`];
      if (wh != null) {
        tiles.push({kind, name, value: energy(wh), notes: [byTariff(energies, way)]});
      }
    }
    for (const row of devices) {
      if (row.delta != null) {
        tiles.push({kind: "other", name: mediumName(row.kind), value: amount(row).value(row.delta), notes: []});
      }
    }
    tiles.push(...costTile(paid, energies, devices));
    $("today").replaceChildren(...tiles.map(tile));
    $("today-note").hidden = !energies[0]?.gap;
    $("today-part").hidden = tiles.length === 0;
  }
}
