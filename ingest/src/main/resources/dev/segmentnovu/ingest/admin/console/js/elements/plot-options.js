/** What uPlot needs to know: axes, lines and marks in the colours of the page. */

const FONT = "11px ui-sans-serif, system-ui, sans-serif";
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_SECONDS = 86_400;
const LEAST_TICK_PIXELS = 34;

/** Steps between the labels of an axis: those of uPlot are for decimal numbers. */
const STEPS = {
  whole: [1, 2, 5, 10, 20, 50, ...[2, 3, 4, 5, 6, 7, 8].flatMap((power) => [1, 2, 5].map((each) => each * 10 ** power))],
  seconds: [
    ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30],
    ...[1, 2, 5, 10, 20, 30].map((minutes) => 60 * minutes),
    ...[1, 2, 4, 6, 12].map((hours) => 3600 * hours),
    ...[1, 2, 5, 10, 20].map((days) => DAY_SECONDS * days),
  ],
};

/** A colour as a canvas takes it: the value of a token may depend on the theme. */
function colour(element, property, value) {
  const probe = document.createElement("span");
  probe.style.setProperty(property, value);
  element.append(probe);
  const found = getComputedStyle(probe).getPropertyValue(property);
  probe.remove();
  return found;
}

/** Dates at midnight, and everywhere if a step is a day or more. */
function timeLabels(plot, ticks) {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 0;
  return ticks.map((tick) => {
    const date = new Date(1000 * tick);
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
    return step >= DAY_SECONDS || isMidnight ? DAY.format(date) : CLOCK.format(date);
  });
}

/** A value without neighbours makes no line, so it is drawn as a point. */
function alone(plot, series) {
  const values = plot.data[series];
  const found = [];
  values.forEach((value, at) => {
    if (value !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null) found.push(at);
  });
  return found;
}

function drawMarks(colour) {
  return (plot) => {
    const { ctx, bbox } = plot;
    const ratio = devicePixelRatio;
    for (const mark of plot.marks ?? []) {
      const x = plot.valToPos(mark.at, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.save();
      ctx.strokeStyle = colour;
      ctx.lineWidth = ratio;
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.fillStyle = colour;
      ctx.font = `${10 * ratio}px sans-serif`;
      ctx.textAlign = "left";
      ctx.textBaseline = "top";
      ctx.fillText(mark.text, x + 4 * ratio, bbox.top + 3 * ratio);
      ctx.restore();
    }
  };
}

/**
 * @param {object} wanted
 * @param {HTMLElement} wanted.element where the colours are asked for
 * @param {number} wanted.width in pixels
 * @param {number} wanted.height in pixels
 * @param {import("./plot.js").Series[]} wanted.series
 * @param {(value: number) => string} wanted.show
 * @param {"" | "whole" | "seconds"} wanted.unit
 * @param {string} wanted.group
 * @param {(index: number | null) => void} wanted.moved where the cursor is among the times
 * @returns {object} options of uPlot
 */
export function plotOptions({ element, width, height, series, show, unit, group, moved }) {
  const muted = colour(element, "color", "var(--muted)");
  const line = colour(element, "color", "var(--line)");
  const axis = { stroke: muted, font: FONT, ticks: { show: false }, border: { show: false } };
  return {
    width,
    height,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      points: { size: 7 },
      ...(group ? { sync: { key: group } } : {}),
    },
    scales: {
      y: { range: (plot, least, most) => [0, most > 0 ? most * 1.08 : 1] },
    },
    axes: [
      { ...axis, grid: { show: false }, values: timeLabels, space: 64, size: 24 },
      {
        ...axis,
        grid: { stroke: line, width: 1 },
        values: (plot, ticks) => ticks.map(show),
        ...(STEPS[unit] ? { incrs: STEPS[unit] } : {}),
        space: LEAST_TICK_PIXELS,
        size: (plot, values) => Math.max(36, 12 + 6.2 * Math.max(0, ...(values ?? []).map((each) => each.length))),
      },
    ],
    series: [
      {},
      ...series.map((each) => {
        const stroke = colour(element, "color", `var(--plot-${each.colour})`);
        return {
          label: each.label,
          stroke,
          width: 1.6,
          dash: each.dashed ? [6, 4] : undefined,
          fill: each.fill ? stroke.replace("rgb(", "rgba(").replace(")", ", 0.1)") : undefined,
          points: { show: true, size: 5, fill: stroke, filter: alone },
          spanGaps: false,
        };
      }),
    ],
    hooks: {
      setCursor: [(plot) => moved(plot.cursor.idx ?? null)],
      draw: [drawMarks(muted)],
    },
  };
}
