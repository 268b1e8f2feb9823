// The charts of a page: what the API tells of the last hour, drawn on canvases that stay where they are while htmx replaces what
// is around them; told in words to who can't see them, and in a table below each.
import { clock, utc } from "./times.js";

const READ_AGAIN_MS = 10000;
const MINUTE_MS = 60000;
const MINUTES = 60;
const DASHES = { solid: [], dashed: [6, 3], dotted: [2, 3] };

const UNITS = [
  { name: "d", from: 172800000, millis: 86400000 },
  { name: "h", from: 7200000, millis: 3600000 },
  { name: "min", from: 120000, millis: 60000 },
  { name: "s", from: 1000, millis: 1000 },
  { name: "ms", from: 0, millis: 1 },
];

// Steps of an axis of times that read well.
const STEPS_MS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000, 600000, 1800000, 3600000,
  7200000, 21600000, 43200000, 86400000, 172800000, 604800000,
];
const MAX_STEPS = 4;

const STATES = [
  { state: "SUCCEEDED", word: "succeeded", colour: "--chart-succeeded" },
  { state: "FAILED", word: "failed", colour: "--chart-failed" },
  { state: "TIMED_OUT", word: "timed out", colour: "--chart-timed-out" },
  { state: "CANCELED", word: "canceled", colour: "--chart-canceled" },
  { state: "EXPIRED", word: "expired", colour: "--chart-expired" },
];

const PERCENTILES = [
  { name: "p50", colour: "--chart-first", look: "solid" },
  { name: "p95", colour: "--chart-second", look: "dashed" },
  { name: "p99", colour: "--chart-third", look: "dotted" },
];

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const last = (items) => items[items.length - 1];
const endedIn = (minute) => sum(STATES.map(({ state }) => minute.ended[state]));
const timeOf = (start) => clock(new Date(start));

// A minute in a table; times.js tells it as it does any other moment.
function minuteOf(start) {
  const time = document.createElement("time");
  time.className = "clock";
  time.dateTime = start;
  time.append(timeOf(start));
  return time;
}

const tasks = (number) => `${number} live ${number === 1 ? "task" : "tasks"}`;

// Such as 340 ms, 1.5 s, 12 min.
function lengthOf(millis) {
  const unit = UNITS.find(({ from }) => millis >= from);
  return `${Number((millis / unit.millis).toFixed(1))} ${unit.name}`;
}

// Each of the 60 minutes up to the newest that is told, with null for one that is not.
function hourOf(items) {
  const newest = Date.parse(last(items).start);
  const byStart = new Map(items.map((item) => [Date.parse(item.start), item]));
  return Array.from({ length: MINUTES }, (_, i) => newest - (MINUTES - 1 - i) * MINUTE_MS)
    .map((start) => ({ start, item: byStart.get(start) ?? null }));
}

function byState(ended) {
  return STATES.filter(({ state }) => ended[state] > 0).map(({ state, word }) => `${ended[state]} ${word}`).join(", ") || "none";
}

// What each kind of chart draws (sets), explains besides (moreKeys), says (words), and puts into its table (heads, cells). A
// set's value may be null.
const finished = {
  type: "bar",
  isEmpty: (items) => sum(items.map(endedIn)) === 0,
  sets: STATES.map(({ state, word, colour }) => ({ label: word, colour, look: "block", value: (minute) => minute.ended[state] })),
  heads: STATES.map(({ word }) => word),
  cells: (minute) => STATES.map(({ state }) => minute.ended[state]),
  words(items) {
    const all = Object.fromEntries(STATES.map(({ state }) => [state, sum(items.map((item) => item.ended[state]))]));
    return `Tasks finished per minute. In the minute from ${timeOf(last(items).start)}: ${byState(last(items).ended)}. `
      + `In the last hour: ${byState(all)}; at most ${Math.max(...items.map(endedIn))} in a minute.`;
  },
};

function percentiles(field, title) {
  return {
    type: "line",
    times: true,
    isEmpty: finished.isEmpty,
    sets: PERCENTILES.map(({ name, colour, look }) => ({
      label: name,
      colour,
      look,
      value: (minute) => minute[field]?.[name] ?? null,
    })),
    heads: PERCENTILES.map(({ name }) => name),
    cells: (minute) => PERCENTILES.map(({ name }) => (minute[field] ? lengthOf(minute[field][name]) : "–")),
    words(items) {
      const known = items.filter((item) => item[field]);
      if (known.length === 0) {
        return `${title} per minute: none in the last hour.`;
      }
      const newest = last(known);
      return `${title} per minute. In the minute from ${timeOf(newest.start)}: `
        + `${PERCENTILES.map(({ name }) => `${name} ${lengthOf(newest[field][name])}`).join(", ")}. `
        + `The longest p99 of the last hour: ${lengthOf(Math.max(...known.map((item) => item[field].p99)))}.`;
    },
  };
}

function newTasks(minute) {
  if (!minute.attached) {
    return "none: away";
  }
  return minute.open ? "taken" : "none: drain";
}

const capacity = {
  type: "line",
  isEmpty: (items) => items.length === 0,
  sets: [
    { label: "live tasks", colour: "--chart-first", look: "solid", isArea: true, value: (minute) => minute.liveAttempts },
    {
      label: "task cap",
      colour: "--chart-second",
      look: "solid",
      value: (minute) => (minute.attached ? minute.taskCap : null),
      isDotted: (minute) => !minute.open,
    },
  ],
  moreKeys: [{ label: "task cap while a drain is on", colour: "--chart-second", look: "dotted" }],
  heads: ["live tasks", "task cap", "new tasks"],
  cells: (minute) => [minute.liveAttempts, minute.taskCap, newTasks(minute)],
  words(items) {
    const newest = last(items);
    const drained = items.filter((item) => item.attached && !item.open).length;
    const away = items.filter((item) => !item.attached).length;
    return `Live tasks and task cap. At ${timeOf(newest.start)}: ${tasks(newest.liveAttempts)}, cap ${newest.taskCap}, `
      + `new tasks ${newTasks(newest)}. In the last hour: at most ${tasks(Math.max(...items.map((item) => item.liveAttempts)))}`
      + (drained > 0 ? `; a drain was on for ${drained} min` : "") + (away > 0 ? `; it was away for ${away} min` : "") + ".";
  },
};

const KINDS = {
  finished,
  waiting: percentiles("waitingMillis", "Waiting time"),
  running: percentiles("runningMillis", "Running time"),
  capacity,
};

class Panel {
  constructor(figure) {
    this.kind = KINDS[figure.dataset.chart];
    this.canvas = figure.querySelector("canvas");
    this.keys = figure.querySelector("ul");
    this.table = figure.querySelector("table");
    this.items = [];
    this.hour = [];
    this.chart = null;
  }

  // The same chart with other figures, without any movement.
  show(items) {
    this.items = items;
    this.hour = hourOf(items);
    this.canvas.setAttribute("aria-label", this.kind.words(items));
    this.tabulate();
    this.key();
    this.chart ??= new Chart(this.canvas, this.config());
    this.chart.data.labels = this.hour.map(({ start }) => timeOf(start));
    this.chart.data.datasets.forEach((set, i) => {
      set.data = this.hour.map(({ item }) => (item ? this.kind.sets[i].value(item) : null));
    });
    if (this.kind.times) {
      this.endOnAWholeStep();
    }
    this.chart.update("none");
  }

  // A chart has the colours that the style sheets had when it was made.
  paint() {
    if (this.chart) {
      this.chart.destroy();
      this.chart = null;
      this.show(this.items);
    }
  }

  endOnAWholeStep() {
    const most = Math.max(1, ...this.chart.data.datasets.flatMap((set) => set.data));
    const step = STEPS_MS.find((millis) => most / millis <= MAX_STEPS) ?? last(STEPS_MS);
    const { y } = this.chart.config.options.scales;
    y.ticks.stepSize = step;
    y.max = Math.ceil(most / step) * step;
  }

  // What each colour means. A state in which nothing ended is left out.
  key() {
    const isSeen = (set) => set.look !== "block" || this.items.some((item) => set.value(item) > 0);
    this.keys.replaceChildren(...[...this.kind.sets, ...(this.kind.moreKeys ?? [])].filter(isSeen).map((set) => {
      const li = document.createElement("li");
      li.className = set.look;
      li.style.setProperty("--key", `var(${set.colour})`);
      li.textContent = set.label;
      return li;
    }));
  }

  // The newest first.
  tabulate() {
    const heads = ["minute", ...this.kind.heads];
    const row = (name, cells) => {
      const tr = document.createElement("tr");
      tr.append(...cells.map((text, i) => {
        const cell = document.createElement(name);
        cell.append(text);
        if (name === "th") {
          cell.scope = "col";
        } else {
          cell.dataset.label = heads[i];
        }
        return cell;
      }));
      return tr;
    };
    this.table.tHead.replaceChildren(row("th", heads));
    this.table.tBodies[0].replaceChildren(
      ...this.items.map((item) => row("td", [minuteOf(item.start), ...this.kind.cells(item)])).reverse());
  }

  config() {
    const styles = getComputedStyle(document.documentElement);
    const colour = (name) => styles.getPropertyValue(name).trim();
    const words = { color: colour("--soft"), font: { size: 11, family: getComputedStyle(document.body).fontFamily } };
    const isBar = this.kind.type === "bar";
    const told = (value) => (this.kind.times ? lengthOf(value) : value);
    const axis = { stacked: isBar, border: { display: false } };
    return {
      type: this.kind.type,
      data: { labels: [], datasets: this.kind.sets.map((set) => (isBar ? bar(set, colour) : this.line(set, colour))) },
      options: {
        animation: false,
        maintainAspectRatio: false,
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { ...axis, grid: { display: false }, ticks: { ...words, maxTicksLimit: 5, maxRotation: 0 } },
          y: {
            ...axis,
            beginAtZero: true,
            suggestedMax: this.kind.times ? undefined : MAX_STEPS,
            grid: { color: colour("--line") },
            ticks: { ...words, precision: 0, maxTicksLimit: 6, callback: told },
          },
        },
        plugins: {
          legend: { display: false },
          tooltip: {
            filter: ({ raw }) => !isBar || raw > 0,
            callbacks: {
              // Of a minute in which nothing ended no bar is left.
              title: ([first]) => (first ? `${first.label} (${utc(new Date(this.hour[first.dataIndex].start))})` : ""),
              label: ({ dataset, raw }) => `${dataset.label}: ${told(raw)}`,
            },
          },
        },
      },
    };
  }

  line(set, colour) {
    return {
      label: set.label,
      data: [],
      borderColor: colour(set.colour),
      backgroundColor: set.isArea ? `${colour(set.colour)}40` : "transparent",
      borderWidth: 2,
      // A line along the top of the chart is whole.
      clip: 4,
      borderDash: DASHES[set.look],
      fill: set.isArea ? "origin" : false,
      stepped: this.kind === capacity,
      pointBackgroundColor: colour(set.colour),
      // A minute between two without any has no line.
      pointRadius: ({ dataset, dataIndex }) => (isAlone(dataset.data, dataIndex) ? 2 : 0),
      pointHitRadius: 8,
      segment: { borderDash: ({ p0DataIndex }) => (this.isDotted(set, p0DataIndex) ? DASHES.dotted : undefined) },
    };
  }

  isDotted(set, i) {
    const item = this.hour[i]?.item;
    return Boolean(item && set.isDotted?.(item));
  }
}

function bar(set, colour) {
  return { label: set.label, data: [], backgroundColor: colour(set.colour), barPercentage: 0.9, categoryPercentage: 1 };
}

function isAlone(values, i) {
  const isKnown = (at) => (values[at] ?? null) !== null;
  return isKnown(i) && !isKnown(i - 1) && !isKnown(i + 1);
}

class Charts {
  constructor(section) {
    this.source = section.dataset.source;
    this.grid = section.querySelector(".charts");
    this.empty = section.querySelector("[data-empty]");
    this.trouble = section.querySelector("[data-trouble]");
    this.panels = [...section.querySelectorAll("[data-chart]")].map((figure) => new Panel(figure));
    this.seen = "";
    this.isReading = false;
  }

  // A page that nobody looks at reads nothing.
  async read() {
    if (document.hidden || this.isReading) {
      return;
    }
    this.isReading = true;
    try {
      const answer = await fetch(this.source, { headers: { Accept: "application/json" } });
      if (!answer.ok) {
        throw new Error(`the gateway answered ${answer.status}`);
      }
      this.show((await answer.json()).items);
      this.tell("");
    } catch (trouble) {
      this.tell(`The figures of the last hour can't be read at present: ${trouble.message}. What is shown may be old.`);
    } finally {
      this.isReading = false;
    }
  }

  // Charts that say the same are left alone.
  show(items) {
    const news = JSON.stringify(items);
    if (news === this.seen) {
      return;
    }
    this.seen = news;
    const isEmpty = items.length === 0 || this.panels[0].kind.isEmpty(items);
    this.empty.hidden = !isEmpty;
    this.grid.hidden = isEmpty;
    if (!isEmpty) {
      this.panels.forEach((panel) => panel.show(items));
    }
  }

  tell(text) {
    if (this.trouble.textContent !== text) {
      this.trouble.textContent = text;
      this.trouble.hidden = text === "";
    }
  }

  paint() {
    this.panels.forEach((panel) => panel.paint());
  }
}

for (const section of document.querySelectorAll("[data-source].hour")) {
  const charts = new Charts(section);
  charts.read();
  setInterval(() => charts.read(), READ_AGAIN_MS);
  document.addEventListener("visibilitychange", () => charts.read());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.paint());
}
