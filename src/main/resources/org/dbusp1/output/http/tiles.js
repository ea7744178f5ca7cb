import {energy, withoutUnit} from "./format.js";
import {tariffs} from "./rows.js";
import {texts} from "./texts.js";

export const mediumName = (kind) => texts[`media.${kind}`] ?? texts["media.other"];

/** The kind is a class of the style sheet; empty notes are left out. */
export function tile({kind, name, value, notes}) {
  const part = Object.assign(document.createElement("div"), {className: kind});
  const dd = Object.assign(document.createElement("dd"), {textContent: value});
  dd.append(...notes.filter(Boolean).map((textContent) => Object.assign(document.createElement("small"), {textContent})));
  part.append(Object.assign(document.createElement("dt"), {textContent: name}), dd);
  return part;
}

/** The energy of each tariff, in one line; nothing where there is but one. What a tariff is stands beside the counters. */
export function byTariff(found, way) {
  const parts = tariffs(found, way);
  return parts.length > 1 ? parts.map(([tariff, wh]) => `T${tariff}\u00a0${withoutUnit(energy(wh))}`).join(" · ") : "";
}
