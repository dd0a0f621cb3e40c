/*
 * Draws what config/charts.py describes, with the Chart.js of the admin's theme. A canvas names the JSON beside it; its
 * colors come from charts.css and follow the theme. What htmx brings later is drawn too.
 */
(() => {
  const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]];
  const POINTS = ["circle", "rect", "triangle", "rectRot"];
  const COLORS = 8;
  const ROW = 30; // pixels that a lying bar takes
  const drawn = new Map();

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const seriesColor = (index) => color(`--chart-${(index % COLORS) + 1}`);

  const wordsFor = (data) => {
    const format = new Intl.NumberFormat(document.documentElement.lang || "en", {
      maximumFractionDigits: data.digits,
    });
    return (value) => (data.unit ? `${format.format(value)} ${data.unit}` : format.format(value));
  };

  const dataset = (data, series, index) => {
    const ink = series.isReference ? color("--chart-8") : seriesColor(index);
    const isLine = (series.kind || data.kind) === "line";
    const few = data.labels.length < 40;
    return {
      label: series.label,
      type: data.kind === "scatter" ? "scatter" : isLine ? "line" : "bar",
      data: data.kind === "scatter" ? series.points : series.values,
      borderColor: ink,
      backgroundColor: isLine || !series.isReference ? ink : `${ink}80`,
      borderWidth: isLine ? (series.isReference ? 1.5 : 2) : 0,
      borderDash: isLine ? (series.isReference ? [4, 4] : DASHES[index % DASHES.length]) : [],
      pointStyle: series.isReference && isLine ? "line" : POINTS[index % POINTS.length],
      pointRadius: data.kind === "scatter" ? 4 : isLine && few && !series.isReference ? 3 : 0,
      pointHitRadius: 12,
      spanGaps: false,
      order: isLine ? 0 : 1,
    };
  };

  // An interval is two lines without ink, the room between them filled; neither stands in the legend.
  const band = (series, index) => {
    const edge = (values, fill) => ({
      label: "",
      type: "line",
      data: values,
      isBand: true,
      borderWidth: 0,
      pointRadius: 0,
      pointHitRadius: 0,
      backgroundColor: `${series.isReference ? color("--chart-8") : seriesColor(index)}33`,
      fill,
      order: 2,
    });
    return series.low.length ? [edge(series.low, false), edge(series.high, "-1")] : [];
  };

  const axis = (title, words) => ({
    title: { display: Boolean(title), text: title, color: color("--chart-text") },
    ticks: { color: color("--chart-text"), maxRotation: 0, autoSkipPadding: 12, ...words },
    grid: { color: color("--chart-grid") },
    border: { color: color("--chart-line") },
  });

  const shortened = (label) => (label.length > 22 ? `${label.slice(0, 21)}…` : label);

  const scales = (data, words) => {
    const values = {
      ...axis(data.yTitle, { callback: (value) => words(value).replace(` ${data.unit}`, "") }),
      beginAtZero: data.kind !== "scatter" && data.kind !== "line",
    };
    const smallest = Math.min(...data.series.flatMap((one) => one.values).filter((value) => value !== null));
    if (data.kind === "line" && smallest >= 0) values.suggestedMin = 0;
    const names = axis(data.xTitle, {});
    if (data.kind !== "scatter") {
      names.grid = { display: false };
      if (data.horizontal) {
        names.ticks.autoSkip = false;
        names.ticks.callback = (_value, index) => shortened(data.labels[index]);
      }
    }
    const isStacked = data.kind === "stacked";
    values.stacked = isStacked;
    names.stacked = isStacked;
    return data.horizontal ? { x: values, y: names } : { x: names, y: values };
  };

  const tooltip = (data, words) => ({
    filter: (item) => !item.dataset.isBand,
    callbacks: {
      title: (items) => (data.kind === "scatter" || !items.length ? "" : data.labels[items[0].dataIndex]),
      label: (item) => {
        const value = data.horizontal ? item.parsed.x : item.parsed.y;
        if (data.kind === "scatter") return `${item.dataset.label}: ${item.parsed.x} | ${words(value)}`;
        return `${item.dataset.label}: ${value === null ? "–" : words(value)}`;
      },
    },
  });

  const configuration = (data) => {
    const words = wordsFor(data);
    return {
      type: { line: "line", scatter: "scatter" }[data.kind] || "bar",
      data: {
        labels: data.labels,
        datasets: data.series.flatMap((one, index) => [dataset(data, one, index), ...band(one, index)]),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: data.horizontal ? "y" : "x",
        interaction: {
          mode: data.kind === "scatter" ? "nearest" : "index",
          axis: data.horizontal ? "y" : "x",
          intersect: false,
        },
        scales: scales(data, words),
        plugins: {
          legend: {
            display: data.series.length > 1,
            position: "bottom",
            align: "start",
            labels: {
              color: color("--chart-text"),
              usePointStyle: true,
              boxHeight: 7,
              filter: (item, chart) => !chart.datasets[item.datasetIndex].isBand,
            },
          },
          tooltip: tooltip(data, words),
        },
      },
    };
  };

  const draw = (canvas) => {
    const data = JSON.parse(document.getElementById(canvas.dataset.plot).textContent);
    drawn.get(canvas)?.destroy();
    if (data.horizontal) canvas.parentElement.style.height = `${80 + ROW * data.labels.length}px`;
    drawn.set(canvas, new Chart(canvas, configuration(data)));
  };

  const drawNew = () => {
    for (const [canvas, chart] of drawn) {
      if (canvas.isConnected) continue;
      chart.destroy();
      drawn.delete(canvas);
    }
    for (const canvas of document.querySelectorAll("canvas[data-plot]")) if (!drawn.has(canvas)) draw(canvas);
  };

  document.addEventListener("DOMContentLoaded", () => {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    drawNew();
    document.body.addEventListener("htmx:afterSettle", drawNew);
    new MutationObserver(() => [...drawn.keys()].forEach(draw)).observe(document.documentElement, {
      attributeFilter: ["class"],
    });
  });
})();
