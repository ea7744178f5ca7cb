export const address = (file, table, step, from, to) => `api/${file}?table=${table}&step=${step}&from=${from}&to=${to}`;

/** Rows as objects by the names of their columns; throws the driver's reason when they cannot be read. */
export async function rows(table, step, from, to) {
  const answer = await fetch(address("history", table, step, from, to));
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(body.error ?? answer.statusText);
  }
  return body.rows.map((row) => Object.fromEntries(body.columns.map((name, i) => [name, row[i]])));
}

/** The sum of what is present; null where nothing is. */
export const total = (numbers) => numbers.some((n) => n != null) ? numbers.reduce((sum, n) => sum + (n ?? 0), 0) : null;

/** The energy of each tariff that was counted, as [number, Wh]; way is imp or exp. */
export const tariffs = (found, way) => [1, 2, 3, 4, 5]
  .map((tariff) => [tariff, total(found.map((row) => row[`${way}_t${tariff}_wh`] ?? null))]).filter(([, wh]) => wh != null);
