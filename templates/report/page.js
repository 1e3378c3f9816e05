// Puts charts that can be changed in the place of the drawings. Without scripts the page shows drawings and tables.
"use strict";

const OPTIONS = { mode: "vega-lite", renderer: "svg", actions: false, ast: true, logLevel: vega.Error };

async function start(figure) {
  const { spec, views } = JSON.parse(figure.querySelector("script").textContent);
  const form = figure.querySelector("form");
  const chart = figure.querySelector(".chart");
  const chosen = () => views[[...new FormData(form).values()].join("|")];
  // The chart measures its place, so the place is shown first.
  for (const part of figure.querySelectorAll(".needs-scripts")) part.hidden = false;
  spec.data.values = chosen().rows;
  const { view } = await vegaEmbed(chart, spec, OPTIONS);
  chart.setAttribute("role", "figure");
  const show = async () => {
    const { words, alt, rows } = chosen();
    figure.querySelector(".words").textContent = words;
    fill(figure.querySelector("table"), rows.filter((row) => row.cells));
    chart.setAttribute("aria-label", alt);
    await view.description(alt).change("rows", vega.changeset().remove(() => true).insert(rows)).runAsync();
    figure.dataset.shown = words;
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  await show();
  figure.classList.add("ready");
}

function fill(table, rows) {
  const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent);
  table.querySelector("tbody").replaceChildren(...rows.map(({ cells }) => {
    const row = document.createElement("tr");
    row.setAttribute("role", "row");
    cells.forEach((text, column) => {
      const cell = document.createElement(column ? "td" : "th");
      cell.setAttribute("role", column ? "cell" : "rowheader");
      if (column) cell.dataset.head = heads[column];
      else cell.scope = "row";
      cell.textContent = text;
      row.append(cell);
    });
    return row;
  }));
}

// Only what really scrolls is a stop for the keyboard.
function stops() {
  for (const region of document.querySelectorAll(".scroll")) {
    if (region.scrollWidth > region.clientWidth) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
}

addEventListener("resize", stops);
document.addEventListener("toggle", stops, true);
addEventListener("keydown", (event) => {
  // A tooltip can be sent away without moving the pointer.
  if (event.key === "Escape") document.getElementById("vg-tooltip-element")?.classList.remove("visible");
});
stops();
Promise.allSettled([...document.querySelectorAll("figure.live")].map(start)).then((results) => {
  for (const { reason } of results) if (reason) console.error(reason);
  document.body.dataset.state = "ready";
});
