"use strict";

// The live log of a task: what ansi.js made of it, kept at its end, held still, or searched. All that is shown is set as text.
const MAX_HITS = 10_000;

// What stands on the page. While it is held still lines are gathered out of sight.
class LogView {
  #box;
  #log = new AnsiLog();
  #rows = [];
  #pattern = null;
  #hits = 0;
  #current = null;
  #isHeld = false;
  #seen = 0;
  #isAtEnd = true;
  #top = 0;
  #isDue = false;
  #told;

  // told is called whenever what the buttons say may have changed.
  constructor(box, told) {
    this.#box = box;
    this.#told = told;
    box.addEventListener("scroll", () => this.#scrolled());
  }

  get held() {
    return this.#isHeld;
  }

  get isEmpty() {
    return this.#log.total === 0;
  }

  get dropped() {
    return this.#log.dropped;
  }

  get more() {
    return this.#isHeld ? this.#log.total - this.#seen : 0;
  }

  get hits() {
    return this.#hits;
  }

  // Which hit is the current one, from 1; 0 for none.
  get place() {
    let before = 0;
    for (const row of this.#rows) {
      if (row === this.#current?.row) {
        return before + this.#current.index + 1;
      }
      before += row.hits.length;
    }
    return 0;
  }

  write(stream, text) {
    this.#log.write(stream, text);
    this.#soon();
  }

  mark(text) {
    this.#log.mark(text);
    this.#soon();
  }

  clear() {
    this.#log = new AnsiLog();
    this.#soon();
  }

  hold(isHeld) {
    if (isHeld) {
      this.#takeOver();
    }
    this.#isHeld = isHeld;
    this.#seen = this.#log.total;
    this.#soon();
  }

  toEnd() {
    this.hold(false);
    this.#takeOver();
    this.#isAtEnd = true;
    this.#moveTo(this.#box.scrollHeight);
  }

  search(words) {
    this.#pattern = words === "" ? null : new RegExp(words.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "giu");
    this.#current = null;
    this.#hits = 0;
    this.#rows.forEach((row) => {
      row.hits = [];
      this.#draw(row);
    });
    this.step(1);
  }

  // On to the next hit, or with -1 to the one before; around at the ends.
  step(by) {
    if (this.#hits > 0) {
      const place = this.place;
      const wanted = place === 0 ? (by > 0 ? 0 : this.#hits - 1) : (place - 1 + by + this.#hits) % this.#hits;
      this.#choose(wanted);
    }
    this.#told();
  }

  #choose(wanted) {
    let left = wanted;
    for (const row of this.#rows) {
      if (left < row.hits.length) {
        this.#colour(false);
        this.#current = { row, index: left };
        this.#colour(true);
        const mark = row.hits[left][0];
        this.#isAtEnd = false;
        this.#moveTo(mark.offsetTop - this.#box.clientHeight / 2);
        return;
      }
      left -= row.hits.length;
    }
  }

  #colour(isCurrent) {
    this.#current?.row.hits[this.#current.index]?.forEach((mark) => mark.classList.toggle("current", isCurrent));
  }

  // The event of it comes later, and must not pass for somebody who goes up.
  #moveTo(top) {
    this.#box.scrollTop = top;
    this.#top = this.#box.scrollTop;
  }

  // Who goes up wants to read there; who comes to the end wants to stay at it.
  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#box;
    if (scrollTop + clientHeight >= scrollHeight - 4) {
      this.#isAtEnd = true;
    } else if (scrollTop < this.#top) {
      this.#isAtEnd = false;
    }
    this.#top = scrollTop;
  }

  #soon() {
    if (!this.#isDue) {
      this.#isDue = true;
      requestAnimationFrame(() => {
        this.#isDue = false;
        this.#show();
      });
    }
  }

  #show() {
    if (!this.#isHeld) {
      this.#scrolled();
      this.#takeOver();
      if (this.#isAtEnd) {
        this.#moveTo(this.#box.scrollHeight);
      }
    }
    this.#told();
  }

  #takeOver() {
    const lines = this.#log.lines;
    while (this.#rows.length > 0 && this.#rows[0].line !== lines[0]) {
      const gone = this.#rows.shift();
      gone.element.remove();
      this.#hits -= gone.hits.length;
      if (gone === this.#current?.row) {
        this.#current = null;
      }
    }
    this.#rows.filter((row) => row.version !== row.line.version).forEach((row) => this.#draw(row));
    const added = document.createDocumentFragment();
    lines.slice(this.#rows.length).forEach((line) => {
      const row = { line, element: document.createElement("div"), version: -1, hits: [] };
      this.#draw(row);
      this.#rows.push(row);
      added.append(row.element);
    });
    this.#box.append(added);
  }

  #draw(row) {
    this.#hits -= row.hits.length;
    const ranges = this.#ranges(row.line.text);
    row.hits = ranges.map(() => []);
    row.version = row.line.version;
    const drawn = document.createDocumentFragment();
    let at = 0;
    row.line.pieces.forEach((piece) => {
      this.#parts(at, at + piece.text.length, ranges).forEach(({ from, to, hit }) => {
        const part = document.createElement(hit === null ? "span" : "mark");
        part.className = piece.classes;
        part.textContent = piece.text.slice(from - at, to - at);
        if (hit !== null) {
          row.hits[hit].push(part);
        }
        drawn.append(part);
      });
      at += piece.text.length;
    });
    row.element.replaceChildren(drawn);
    this.#hits += row.hits.length;
    if (row === this.#current?.row && this.#current.index >= row.hits.length) {
      this.#current = null;
    }
    if (row === this.#current?.row) {
      this.#colour(true);
    }
  }

  #ranges(text) {
    if (this.#pattern === null || this.#hits >= MAX_HITS) {
      return [];
    }
    return [...text.matchAll(this.#pattern)]
      .slice(0, MAX_HITS - this.#hits)
      .map((found) => ({ from: found.index, to: found.index + found[0].length }));
  }

  // A piece of a line, cut where hits begin and end.
  #parts(from, to, ranges) {
    const parts = [];
    let at = from;
    ranges.forEach((range, hit) => {
      const begin = Math.max(range.from, from);
      const end = Math.min(range.to, to);
      if (begin < end) {
        parts.push({ from: at, to: begin, hit: null }, { from: begin, to: end, hit });
        at = end;
      }
    });
    parts.push({ from: at, to, hit: null });
    return parts.filter((part) => part.from < part.to);
  }
}

function followLog(box) {
  const pause = byId("log-pause");
  const words = byId("log-words");
  const view = new LogView(box, tell);
  let attempt = 0;

  function tell() {
    pause.setAttribute("aria-pressed", String(view.held));
    setText("log-more", view.more === 0 ? "" : `${view.more} more ${view.more === 1 ? "line" : "lines"}`);
    setText("log-dropped", view.dropped === 0 ? "" : "Only the newest part is shown; Download has all of it.");
    setText("log-hits", words.value === "" ? "" : hits());
  }

  function hits() {
    if (view.hits === 0) {
      return "none";
    }
    return `${view.place || "–"} of ${view.hits}${view.hits >= MAX_HITS ? " or more" : ""}`;
  }

  function read() {
    const source = new EventSource(box.dataset.source);
    source.addEventListener("chunk", (event) => {
      const chunk = JSON.parse(event.data);
      if (chunk.attempt !== attempt && attempt > 0) {
        view.mark(`attempt ${chunk.attempt}`);
      }
      attempt = chunk.attempt;
      view.write(chunk.stream === "STDERR" ? "stderr" : "stdout", chunk.text);
    });
    source.addEventListener("end", () => {
      source.close();
      setText("log-state", view.isEmpty ? "It wrote nothing." : "");
      tasksChanged();
    });
    source.addEventListener("open", () => setText("log-state", ""));
    source.addEventListener("error", () => {
      setText("log-state", "The log can't be read at present.");
      // A refusal ends the browser's own attempts, and with them its place in the log.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(() => {
          attempt = 0;
          view.clear();
          read();
        }, RETRY_MS);
      }
    });
  }

  pause.addEventListener("click", () => view.hold(!view.held));
  byId("log-end").addEventListener("click", () => view.toEnd());
  words.addEventListener("input", () => view.search(words.value));
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      view.step(event.shiftKey ? -1 : 1);
    }
  });
  byId("log-next").addEventListener("click", () => view.step(1));
  byId("log-previous").addEventListener("click", () => view.step(-1));
  read();
}

// What is the same is not set again: a screen reader would say it once more.
function setText(id, text) {
  if (byId(id).textContent !== text) {
    byId(id).textContent = text;
  }
}

followLog(byId("log"));
