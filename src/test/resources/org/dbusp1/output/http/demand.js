// What the page shows of these fields of a window, and of these events.
(m) => {
  Object.create(m.Now.prototype).demand({time: "2026-11-27T12:05:00Z", events: [%2$s],
    demand: {start: "2026-11-27T12:00:00Z", window_ends: "2026-11-27T12:15:00Z", %1$s}});
  const gauge = document.getElementById("demand-gauge");
  const of = (id) => document.getElementById(id);
  return {name: gauge.getAttribute("aria-label"), facts: of("demand-facts").innerText,
    headline: of("demand-mean").innerText,
    legend: [...of("demand-legend").children].map((key) => key.innerText).join(". "),
    marks: [...gauge.children].filter((mark) => !mark.hidden)
      .map((mark) => `${mark.className} ${Math.round(parseFloat(mark.style.width || mark.style.left))}`).join(" ")};
}
