import {money} from "./format.js";
import {tariffs, total} from "./rows.js";
import {texts} from "./texts.js";
import {mediumName} from "./tiles.js";

let known = null;

/** What the owner pays; asked for once. */
export async function prices() {
  known ??= await (await fetch("api/prices")).json();
  return known;
}

/** What the energy of a direction costs; null where some of it was counted by a tariff without a price. */
function energyCost(prices, row, way, direction) {
  const counted = tariffs([row], way);
  const parts = counted.length > 0 ? counted.map(([tariff, wh]) => [wh, prices[`${direction}-t${tariff}`] ?? prices[direction]])
    : [[row[`${way}_wh`], prices[direction]]];
  return parts.some(([wh, price]) => wh > 0 && price == null) || parts.every(([, price]) => price == null) ? null
    : parts.reduce((sum, [wh, price]) => sum + wh / 1000 * (price ?? 0), 0);
}

/** The same of several rows; those without this energy do not count. */
function sumOfCosts(prices, found, way, direction) {
  const each = found.filter((row) => row[`${way}_wh`] != null).map((row) => energyCost(prices, row, way, direction));
  return each.includes(null) ? null : total(each);
}

/** What has a price, as [name, amount of money]; export is negative, as it is earned. Heat has a price for a GJ, all else for a m³. */
function costs(prices, found, devices) {
  const imported = sumOfCosts(prices, found, "imp", "import");
  const exported = sumOfCosts(prices, found, "exp", "export");
  const paid = [[texts.import, imported], [texts.export, exported && -exported]];
  for (const kind of new Set(devices.map((row) => row.kind))) {
    const own = devices.filter((row) => row.kind === kind && row.delta != null);
    const fits = own.length > 0 && own.every(({reading_kj: kilojoules}) => kind === "heat" === (kilojoules != null));
    paid.push([mediumName(kind), fits && prices[kind] != null
      ? total(own.map((row) => row.delta)) / (kind === "heat" ? 1e6 : 1000) * prices[kind] : null]);
  }
  return paid.filter(([, amount]) => amount != null);
}

export const costOf = (prices, found, devices) => total(costs(prices, found, devices).map(([, amount]) => amount));

export function costTile(prices, found, devices, comparedWith = "") {
  const paid = costs(prices, found, devices);
  return paid.length === 0 ? [] : [{kind: "cost", name: texts.cost, value: money(total(paid.map(([, one]) => one)), prices.currency),
    notes: [paid.map(([name, one]) => `${name} ${money(one, prices.currency)}`).join("\n"), comparedWith]}];
}
