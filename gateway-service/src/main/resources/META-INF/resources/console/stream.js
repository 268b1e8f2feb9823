"use strict";

// One stream of events for all pages that a browser has open here. It is a shared worker, since a stream keeps a connection
// and a browser has six to a site over HTTP/1.1: with a stream for each page the seventh would wait for ever.
const RETRY_MS = 3000;

const pages = new Set();
let isOpen = false;

function tell(what) {
  pages.forEach((page) => page.postMessage(what));
}

function listen() {
  const events = new EventSource(new URL("../api/v1/events", self.location));
  events.addEventListener("open", () => {
    isOpen = true;
    tell("open");
  });
  ["node", "task", "reset"].forEach((name) => events.addEventListener(name, () => tell(name)));
  events.addEventListener("error", () => {
    isOpen = false;
    tell("error");
    // A refusal ends the browser's own attempts.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listen, RETRY_MS);
    }
  });
}

addEventListener("connect", ({ ports: [page] }) => {
  pages.add(page);
  // All that a page says is that it goes.
  page.addEventListener("message", () => pages.delete(page));
  page.start();
  if (isOpen) {
    page.postMessage("open");
  }
});

listen();
