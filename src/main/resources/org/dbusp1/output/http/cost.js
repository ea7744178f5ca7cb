// What energy and gas cost.

import {tariffs} from "./rows.js";
import {texts} from "./texts.js";
import {mediumName} from "./tiles.js";

/** What the energy of a direction costs; null where some of it was counted by a tariff without a price. */
function energyCost(prices, row, way, direction) {
  const counted = tariffs([row], way);
  const parts = counted.length > 0 ? counted.map(([tariff, wh]) => [wh, prices[`${direction}-t${tariff}`] ?? prices[direction]])
    : [[row[`${way}_wh`], prices[direction]]];
  return parts.some(([wh, price]) => wh == null || wh > 0 && price == null) || parts.every(([, price]) => price == null) ? null
    : parts.reduce((sum, [wh, price]) => sum + wh / 1000 * (price ?? 0), 0);
}

/**
 * What has a price, as [name, amount of money]; export is negative, as it is earned. Heat has a price for a GJ, all else
 * for a m³.
 */
export function costs(prices, row, devices) {
  const imported = row && energyCost(prices, row, "imp", "import");
  const exported = row && energyCost(prices, row, "exp", "export");
  const found = [[texts.import, imported], [texts.export, exported && -exported]];
  for (const {kind, delta, reading_kj: kilojoules} of devices) {
    const [scale, fits] = kind === "heat" ? [1e6, kilojoules != null] : [1000, kilojoules == null];
    const known = delta != null && prices[kind] != null && fits;
    found.push([mediumName(kind), known ? delta / scale * prices[kind] : null]);
  }
  return found.filter(([, amount]) => amount != null);
}
