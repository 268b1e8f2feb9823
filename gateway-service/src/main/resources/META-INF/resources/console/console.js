"use strict";

// What the pages' own markup can't say: one stream of events that tells them when to read again, and dialogs.
const GATHER_MS = 300;
const RETRY_MS = 3000;

// By the address of this file, since a proxy may serve all of it under a path.
const FILES = new URL(".", document.currentScript.src);
const EVENTS = new URL("../api/v1/events", FILES);

const byId = (id) => document.getElementById(id);

function live(state, text) {
  byId("live").dataset.state = state;
  byId("live").textContent = text;
}

// Events come in bursts. The first of a moment is told at once, and what follows it at the moment's end, so that one reading
// answers all of them and the last one is never left out.
function gathered(name) {
  let waits = false;
  let again = false;
  const tell = () => {
    waits = true;
    again = false;
    htmx.trigger(document.body, name);
    setTimeout(() => {
      waits = false;
      if (again) {
        tell();
      }
    }, GATHER_MS);
  };
  return () => {
    if (waits) {
      again = true;
    } else {
      tell();
    }
  };
}

const nodesChanged = gathered("nodes-changed");
const tasksChanged = gathered("tasks-changed");

let lost = false;
const told = {
  open() {
    live("on", "live");
    if (lost) {
      told.reset();
    }
    lost = false;
  },
  node: nodesChanged,
  task: tasksChanged,
  reset() {
    nodesChanged();
    tasksChanged();
  },
  error() {
    lost = true;
    live("wait", "reconnecting");
  },
};

// Through the worker that all pages share.
function listen() {
  const { port } = new SharedWorker(new URL("stream.js", FILES));
  port.addEventListener("message", ({ data }) => told[data]());
  port.start();
  addEventListener("pagehide", () => port.postMessage("bye"), { once: true });
}

// A page that the browser kept and brings back has missed what was told meanwhile.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && window.SharedWorker) {
    listen();
    told.reset();
  }
});

// For a browser without such workers: a stream for each page.
function listenAlone() {
  const events = new EventSource(EVENTS);
  Object.keys(told).forEach((name) => events.addEventListener(name, told[name]));
  events.addEventListener("error", () => {
    // A refusal ends the browser's own attempts.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listenAlone, RETRY_MS);
    }
  });
}

function trouble(text) {
  byId("trouble").textContent = text;
  byId("trouble").hidden = text === "";
}

document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401) {
    trouble(`The gateway answered ${event.detail.xhr.status}. What is shown may be old.`);
  }
});
document.addEventListener("htmx:sendError", () => trouble("The gateway can't be reached. What is shown may be old."));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) {
    trouble("");
  }
});

// Shown once its buttons work. When it closes, the focus returns by itself to where it was.
document.addEventListener("htmx:afterSettle", (event) => {
  const dialog = byId("dialog");
  if (event.detail.target !== dialog) {
    return;
  }
  if (!dialog.open) {
    dialog.showModal();
  }
  dialog.querySelector("[aria-invalid], [autofocus]")?.focus();
});
document.addEventListener("dialog-done", () => byId("dialog").close());
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]") || event.target === byId("dialog")) {
    byId("dialog").close();
  }
  // A switch shows what is, not what somebody is about to ask for.
  if (event.target.matches("[data-asks]")) {
    event.preventDefault();
  }
});

// Who goes back to a page finds it as it is now, with a key of its own.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});

if (window.SharedWorker) {
  listen();
} else {
  listenAlone();
}
