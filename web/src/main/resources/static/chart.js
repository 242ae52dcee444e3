// The chart of requests per second and p99, drawn with uPlot. The table below it has the same data.
// It always spans 15 minutes, so that a new chart does not change its scale every second.

const KEEP_SECONDS = 900;
const LOWEST = 120;

/** Returns the local time of day, 24 hours. */
function clock(seconds, withSeconds) {
  const at = new Date(seconds * 1000);
  const parts = [at.getHours(), at.getMinutes(), ...(withSeconds ? [at.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}

/** Loads uPlot with the first chart. */
function library() {
  return new Promise((resolve, reject) => {
    if (window.uPlot) return resolve(window.uPlot);
    const script = document.createElement("script");
    script.src = new URL("webjars/uplot/dist/uPlot.iife.min.js", import.meta.url);
    script.addEventListener("load", () => resolve(window.uPlot));
    script.addEventListener("error", () => reject(new Error("The chart library did not load.")));
    document.head.append(script);
  });
}

/** Creates the chart in a box with its first points as JSON in data-points, or null without a box. */
export async function chartOf(box) {
  if (!box) return null;
  const UPlot = await library();
  const points = JSON.parse(box.dataset.points ?? "[]");
  const data = [points.map((p) => p.t), points.map((p) => p.rate), points.map((p) => p.p99)];
  let plot = draw();

  function colour(name) {
    const probe = document.createElement("span");
    probe.className = `probe ${name}`;
    box.append(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  }

  function draw() {
    const line = colour("probe-line");
    const ink = colour("probe-ink");
    const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 }, font: "12px system-ui" };
    return new UPlot(
      {
        width: box.clientWidth,
        height: height(),
        cursor: { drag: { x: false, y: false } },
        scales: { x: { range: (_, __, newest) => [newest - KEEP_SECONDS, newest] }, y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] }, ms: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
        axes: [{ ...axis, space: 70, incrs: [60, 120, 180, 300], values: (_, ticks) => ticks.map((v) => clock(v, false)) }, { ...axis, size: 55 }, { ...axis, scale: "ms", side: 1, grid: { show: false }, size: 72, values: (_, ticks) => ticks.map((v) => `${v} ms`) }],
        series: [
          { label: "", value: (_, v) => (v == null ? "" : clock(v, true)) },
          { label: "Req/s", stroke: colour("probe-rate"), width: 2, points: { show: false }, value: (_, v) => (v == null ? "–" : v.toFixed(1)) },
          { label: "p99", scale: "ms", stroke: colour("probe-p99"), width: 2, dash: [5, 3], points: { show: false }, value: (_, v) => (v == null ? "–" : `${v.toFixed(1)} ms`) },
        ],
      },
      data,
      box,
    );
  }

  function height() {
    return Math.max(LOWEST, (box.clientHeight || 245) - 35);
  }

  const resized = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: height() }));
  resized.observe(box);

  return {
    add(point) {
      if (data[0].at(-1) >= point.t) return;
      data[0].push(point.t);
      data[1].push(point.rate);
      data[2].push(point.p99);
      while (data[0].length > KEEP_SECONDS) data.forEach((column) => column.shift());
      plot.setData(data);
    },
    redraw() {
      plot.destroy();
      plot = draw();
    },
    destroy() {
      resized.disconnect();
      plot.destroy();
    },
  };
}
