"use strict";

// The page's own state: the token of this tab, and one stream of events that says when to read again.
const TOKEN = "sluice-token";
const CALM_REFRESH_MS = 15000;
const BLIND_REFRESH_MS = 4000;
const GATHER_MS = 250;
const SILENCE_MS = 25000;
const LATEST_TASKS = 25;

const byId = (id) => document.getElementById(id);
let token = sessionStorage.getItem(TOKEN);
let session = 0;
let lastEventId = null;
let streaming = false;
let gathering = null;
let reading = false;
let again = false;
let timer = null;

class Refused extends Error {}

async function call(path, options = {}) {
  const headers = { Authorization: `Bearer ${token}`, ...options.headers };
  const response = await fetch(path, { ...options, headers, cache: "no-cache" });
  if (response.status === 401 || response.status === 403) {
    throw new Refused("This token is not known here.");
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => null);
    throw new Error(problem?.detail ?? `${path} answered ${response.status}`);
  }
  return response;
}

const json = async (path) => (await call(path)).json();

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined && text !== null) {
    made.textContent = text;
  }
  if (className) {
    made.className = className;
  }
  return made;
}

function cell(label, content, className) {
  const made = element("td", null, className);
  made.dataset.label = label;
  for (const part of [content].flat()) {
    if (part !== null && part !== undefined && part !== "") {
      made.append(part);
    }
  }
  return made;
}

function length(seconds) {
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
}

function ago(instant) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(instant)) / 1000));
  return Number.isNaN(seconds) ? "" : `${length(seconds)} ago`;
}

const TONES = {
  RUNNING: "good", DRAINING: "care", DRAINED: "care", OFFLINE: "bad",
  QUEUED: "", ASSIGNED: "busy", CANCELING: "care", SUCCEEDED: "good",
  FAILED: "bad", TIMED_OUT: "bad", CANCELED: "", EXPIRED: "bad",
};

const pill = (word, tone) => element("span", word.replaceAll("_", " "), `pill ${tone ?? TONES[word] ?? ""}`);

function nodeRow(node) {
  const row = element("tr");
  const tasks = [`${node.runningTasks ?? "?"} of ${node.taskCap}`];
  if (node.taskCap > 0) {
    const meter = element("meter");
    meter.max = node.taskCap;
    meter.value = Math.min(node.runningTasks ?? 0, node.taskCap);
    meter.setAttribute("aria-hidden", "true");
    tasks.push(meter);
  }
  const drain = node.drain ?? {};
  const why = drain.enabled ? [drain.reason, element("small", ` by ${drain.by ?? "somebody"}, ${ago(drain.since)}`)] : "";
  row.append(
    cell("Name", node.name, "name"),
    cell("Status", pill(node.status), "status"),
    cell("Tasks", tasks, "tight"),
    cell("Kind", node.kind.toLowerCase(), "tight"),
    cell("Last seen", ago(node.lastSeen), "tight"),
    cell("Drain", why),
  );
  return row;
}

function known(task) {
  if (task.state === "QUEUED" && task.waiting) {
    return task.waiting.text;
  }
  if (task.reason) {
    return task.reason.text;
  }
  return typeof task.exitCode === "number" ? `exit code ${task.exitCode}` : "";
}

function taskRow(task) {
  const row = element("tr");
  const what = task.name ?? (task.command ?? [task.type]).join(" ");
  const short = what.length > 90 ? `${what.slice(0, 90)}…` : what;
  row.append(
    cell("Task", [short, element("small", task.id, "mono")], "name"),
    cell("State", pill(task.state, task.state === "RUNNING" ? "busy" : undefined), "status"),
    cell("Node", task.node ?? "", "tight"),
    cell("Submitted", ago(task.submittedAt), "tight"),
    cell("", known(task)),
  );
  return row;
}

function fact(id, value, more) {
  const place = byId(id);
  place.replaceChildren(value === null || value === undefined ? "?" : String(value));
  if (more) {
    place.append(" ", element("small", more));
  }
}

function showCluster(cluster) {
  const nodes = cluster.nodes;
  const out = nodes ? nodes.DRAINING + nodes.DRAINED + nodes.OFFLINE : null;
  fact("fact-nodes", nodes?.RUNNING);
  fact("fact-out", out, nodes && nodes.OFFLINE > 0 ? `${nodes.OFFLINE} offline` : "");
  fact("fact-running", cluster.running);
  fact("fact-capacity", cluster.capacity);
  fact("fact-queued", cluster.queued, cluster.queued > 0 ? `oldest ${length(cluster.oldestQueuedSeconds)}` : "");
  fact("fact-queue", cluster.paused === null ? null : cluster.paused ? "paused" : "open");
}

function showRows(id, items, row) {
  byId(id).replaceChildren(...items.map(row));
  byId(`${id}-empty`).hidden = items.length > 0;
}

function say(trouble) {
  byId("trouble").textContent = trouble;
  byId("trouble").hidden = trouble === "";
}

function live(state, text) {
  byId("live").dataset.state = state;
  byId("live").textContent = text;
}

async function refresh() {
  if (!token) {
    return;
  }
  if (reading) {
    again = true;
    return;
  }
  reading = true;
  again = false;
  clearTimeout(timer);
  const current = session;
  const parts = [
    json("/api/v1/cluster").then(showCluster),
    json("/api/v1/nodes").then((list) => showRows("nodes", list.items, nodeRow)),
    json(`/api/v1/tasks?limit=${LATEST_TASKS}`).then((page) => showRows("tasks", page.items, taskRow)),
  ];
  const failures = (await Promise.allSettled(parts)).filter((part) => part.status === "rejected");
  reading = false;
  if (current !== session) {
    return;
  }
  const refused = failures.find((part) => part.reason instanceof Refused);
  if (refused) {
    signOut(refused.reason.message);
    return;
  }
  byId("main").hidden = false;
  say([...new Set(failures.map((part) => part.reason.message))].join(" "));
  timer = setTimeout(refresh, streaming ? CALM_REFRESH_MS : BLIND_REFRESH_MS);
  if (again) {
    changed();
  }
}

// Events come in bursts: one reading answers all of a moment.
function changed() {
  if (gathering === null) {
    gathering = setTimeout(() => {
      gathering = null;
      refresh();
    }, GATHER_MS);
  }
}

function take(block) {
  let name = "message";
  let hasData = false;
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") {
      lastEventId = value;
    } else if (field === "event") {
      name = value;
    } else if (field === "data") {
      hasData = true;
    }
  }
  if (hasData && name !== "reconnect") {
    changed();
  }
  return name;
}

// EventSource can't send the token, so the stream is read by hand.
async function listen(current) {
  const stop = new AbortController();
  let silence = null;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => stop.abort(), SILENCE_MS);
  };
  try {
    heard();
    const headers = { Accept: "text/event-stream", ...(lastEventId ? { "Last-Event-ID": lastEventId } : {}) };
    const response = await call("/api/v1/events", { headers, signal: stop.signal });
    streaming = true;
    live("on", "live");
    changed();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done || current !== session) {
        stop.abort();
        return;
      }
      heard();
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop();
      blocks.forEach(take);
    }
  } finally {
    clearTimeout(silence);
    streaming = false;
  }
}

async function follow() {
  const current = session;
  let failures = 0;
  while (token && current === session) {
    const begun = Date.now();
    try {
      await listen(current);
    } catch (failure) {
      if (failure instanceof Refused) {
        return;
      }
    }
    if (current !== session) {
      return;
    }
    failures = Date.now() - begun > 10000 ? 0 : failures + 1;
    live("wait", "reconnecting");
    changed();
    await new Promise((done) => setTimeout(done, Math.min(10000, 500 * 2 ** failures)));
  }
}

function signIn(given) {
  token = given;
  session += 1;
  lastEventId = null;
  sessionStorage.setItem(TOKEN, token);
  byId("sign-in").hidden = true;
  byId("sign-out").hidden = false;
  live("wait", "connecting");
  const current = session;
  // One look first, so that a wrong token is refused once. What happens meanwhile, the stream's beginning makes good.
  refresh().then(() => {
    if (current === session) {
      follow();
    }
  });
}

function signOut(why) {
  token = null;
  session += 1;
  clearTimeout(timer);
  sessionStorage.removeItem(TOKEN);
  live("off", "not connected");
  byId("main").hidden = true;
  byId("sign-out").hidden = true;
  byId("sign-in").hidden = false;
  byId("token-error").textContent = why;
  byId("token").value = "";
  byId("token").focus();
}

byId("sign-in").addEventListener("submit", (submitted) => {
  submitted.preventDefault();
  const given = byId("token").value.trim();
  // A header holds these characters only; anything else can't be a token.
  if (/^[\x21-\x7e]+$/.test(given)) {
    byId("token-error").textContent = "";
    signIn(given);
  } else {
    byId("token-error").textContent = "A token has no spaces and no letters beyond ASCII.";
  }
});
byId("sign-out").addEventListener("click", () => signOut(""));

if (token) {
  signIn(token);
} else {
  signOut("");
}
