"use strict";

// What a program wrote for a terminal, as lines of text with classes for their colours. It touches no page and makes no
// markup: whoever shows the lines sets them as text.
const MAX_LINES = 5000;
const MAX_CHARACTERS = 1_000_000;
// A longer line goes on in a new one; a sequence that is longer and has not ended is none.
const MAX_LINE_LENGTH = 8192;
const MAX_SEQUENCE_LENGTH = 65_536;

const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g;
const CSI = /\u001b\[([0-?]*)[ -\/]*([@-~])/y;
// Titles, links, pictures. One that nobody ends ends with its line, so that it hides no more than that.
const STRING = /\u001b[\]PX^_][^\u0007\n\u001b]*(?:\u0007|\u001b\\|(?=\n)|(?=\u001b[^\\]))/y;
const OTHER = /\u001b[ -\/]*[0-OQ-WYZ\\`-~]/y;
const UNFINISHED = /\u001b(?:\[[0-?]*[ -\/]*|[\]PX^_][^\u0007\n\u001b]*\u001b?|[ -\/]*)$/y;

// The sixteen as terminals have them, to find the one that is nearest to any other colour.
const SIXTEEN = [
  [0, 0, 0], [205, 0, 0], [0, 205, 0], [205, 205, 0], [0, 0, 238], [205, 0, 205], [0, 205, 205], [229, 229, 229],
  [127, 127, 127], [255, 0, 0], [0, 255, 0], [255, 255, 0], [92, 92, 255], [255, 0, 255], [0, 255, 255], [255, 255, 255],
];

function nearest(colour) {
  const distance = (other) => other.reduce((sum, part, i) => sum + (part - colour[i]) ** 2, 0);
  return SIXTEEN.reduce((best, other, i) => (distance(other) < distance(SIXTEEN[best]) ? i : best), 0);
}

// One of 256: the sixteen, a cube of 6 × 6 × 6, and 24 greys.
function ofMany(number) {
  if (number < 16) {
    return number;
  }
  if (number > 231) {
    const grey = 8 + (number - 232) * 10;
    return nearest([grey, grey, grey]);
  }
  const step = (part) => (part === 0 ? 0 : 55 + part * 40);
  return nearest([Math.floor((number - 16) / 36), Math.floor((number - 16) / 6) % 6, (number - 16) % 6].map(step));
}

// How text looks: what a sequence has set. Faint, blinking and hidden text is shown as any other, so that all can be read.
class Pen {
  static #ON = { 1: "bold", 3: "italic", 4: "underline", 7: "inverse", 9: "strike" };
  static #OFF = { 22: "bold", 23: "italic", 24: "underline", 27: "inverse", 29: "strike" };

  #set = new Set();
  #text = null;
  #ground = null;

  apply(parameters) {
    const numbers = parameters.split(";").map((part) => part.split(":"));
    for (let i = 0; i < numbers.length; i++) {
      const code = Number(numbers[i][0] || 0);
      if (code === 38 || code === 48) {
        i += this.#anyColour(code === 38, numbers, i);
      } else {
        this.#apply(code, numbers[i][1]);
      }
    }
  }

  #apply(code, kind) {
    if (code === 0) {
      this.#set.clear();
      this.#text = null;
      this.#ground = null;
    } else if (code === 4 && kind === "0") {
      this.#set.delete("underline");
    } else if (code in Pen.#ON) {
      this.#set.add(Pen.#ON[code]);
    } else if (code in Pen.#OFF) {
      this.#set.delete(Pen.#OFF[code]);
    } else if ((code >= 30 && code <= 37) || code === 39) {
      this.#text = code === 39 ? null : code - 30;
    } else if ((code >= 40 && code <= 47) || code === 49) {
      this.#ground = code === 49 ? null : code - 40;
    } else if (code >= 90 && code <= 97) {
      this.#text = code - 82;
    } else if (code >= 100 && code <= 107) {
      this.#ground = code - 92;
    }
  }

  // 38;5;N and 38;2;R;G;B, or the same with colons. Answers how many further parameters it took.
  #anyColour(isText, numbers, i) {
    const own = numbers[i].length > 1;
    const parts = (own ? numbers[i].slice(1) : numbers.slice(i + 1, i + 5).map((part) => part[0])).map(Number);
    const rgb = own && parts.length > 4 ? parts.slice(2, 5) : parts.slice(1, 4);
    const isByte = (part) => Number.isInteger(part) && part >= 0 && part <= 255;
    let colour = null;
    if (parts[0] === 5 && isByte(parts[1])) {
      colour = ofMany(parts[1]);
    } else if (parts[0] === 2 && rgb.length === 3 && rgb.every(isByte)) {
      colour = nearest(rgb);
    }
    if (colour !== null && isText) {
      this.#text = colour;
    } else if (colour !== null) {
      this.#ground = colour;
    }
    const taken = parts[0] === 5 ? 2 : parts[0] === 2 ? 4 : 0;
    return own ? 0 : taken;
  }

  // Only names that are made here, whatever the program wrote.
  classes(stream) {
    const inverse = this.#set.has("inverse");
    const text = inverse ? this.#ground : this.#text;
    const ground = inverse ? this.#text : this.#ground;
    const names = [...this.#set].filter((name) => name !== "inverse");
    if (inverse && text === null && ground === null) {
      names.push("inverse");
    } else if (text === null && ground === null) {
      names.push(stream);
    }
    if (text !== null) {
      names.push(`text-${text}`);
    }
    if (ground !== null) {
      names.push(`ground-${ground}`);
    }
    return names.join(" ");
  }
}

// A line: pieces of text, each with its classes.
class AnsiLine {
  pieces = [];
  length = 0;
  version = 0;

  get text() {
    return this.pieces.map((piece) => piece.text).join("");
  }

  // Writes over what stands there, as a terminal does.
  put(column, text, classes) {
    const before = this.#cut(0, column);
    if (column > this.length) {
      before.push({ text: " ".repeat(column - this.length), classes: "" });
    }
    const after = column + text.length < this.length ? this.#cut(column + text.length, this.length) : [];
    this.#become([...before, { text, classes }, ...after]);
  }

  // From the first column to the second, exclusive.
  clear(from, to) {
    if (to >= this.length) {
      this.#become(this.#cut(0, from));
    } else {
      this.put(from, " ".repeat(to - from), "");
    }
  }

  append(text, classes) {
    const last = this.pieces.at(-1);
    if (last && last.classes === classes) {
      last.text += text;
    } else {
      this.pieces.push({ text, classes });
    }
    this.length += text.length;
    this.version++;
  }

  #become(pieces) {
    this.pieces = [];
    this.length = 0;
    pieces.filter((piece) => piece.text).forEach((piece) => this.append(piece.text, piece.classes));
    this.version++;
  }

  #cut(from, to) {
    const found = [];
    let at = 0;
    for (const piece of this.pieces) {
      const text = piece.text.slice(Math.max(0, from - at), Math.max(0, to - at));
      if (text) {
        found.push({ text, classes: piece.classes });
      }
      at += piece.text.length;
    }
    return found;
  }
}

// The newest lines, at most MAX_LINES and about MAX_CHARACTERS; earlier ones are dropped and counted.
class AnsiLog {
  lines = [];
  dropped = 0;

  #open = null;
  #column = 0;
  #characters = 0;
  #streams = new Map();

  get total() {
    return this.dropped + this.lines.length;
  }

  // A sequence may begin in one call and end in a later one of the same stream.
  write(stream, text) {
    const source = this.#source(stream);
    const all = source.rest + text;
    source.rest = "";
    let at = 0;
    while (at < all.length) {
      CONTROL.lastIndex = at;
      const found = CONTROL.exec(all);
      const end = found ? found.index : all.length;
      this.#print(all.slice(at, end), source.classes);
      at = end;
      if (found && found[0] === "\u001b") {
        const length = this.#sequence(source, all, at);
        if (length === 0) {
          source.rest = all.slice(at);
          return;
        }
        at += length;
      } else if (found) {
        this.#control(found[0]);
        at++;
      }
    }
  }

  // A line of the page's own between what two attempts wrote; the second begins with no colour.
  mark(text) {
    this.#streams.clear();
    this.#newLine();
    this.#print(text, "note");
    this.#newLine();
  }

  #source(stream) {
    if (!this.#streams.has(stream)) {
      this.#streams.set(stream, { stream, rest: "", pen: new Pen(), classes: stream });
    }
    return this.#streams.get(stream);
  }

  #control(character) {
    if (character === "\n") {
      this.#line();
      this.#newLine();
    } else if (character === "\r") {
      this.#column = 0;
    } else if (character === "\b") {
      this.#column = Math.max(0, this.#column - 1);
    }
  }

  // Answers its length, or 0 when its end has yet to come.
  #sequence(source, all, at) {
    CSI.lastIndex = at;
    const csi = CSI.exec(all);
    if (csi) {
      this.#command(source, csi[1], csi[2]);
      return csi[0].length;
    }
    for (const kind of [STRING, OTHER]) {
      kind.lastIndex = at;
      if (kind.test(all)) {
        return kind.lastIndex - at;
      }
    }
    UNFINISHED.lastIndex = at;
    return UNFINISHED.test(all) && all.length - at <= MAX_SEQUENCE_LENGTH ? 0 : 1;
  }

  // Colours, and what moves within a line, as progress does. What moves between lines is left out.
  #command(source, parameters, what) {
    if (/[^0-9;:]/.test(parameters)) {
      return;
    }
    const amount = Math.min(Number.parseInt(parameters, 10) || 0, MAX_LINE_LENGTH);
    if (what === "m") {
      source.pen.apply(parameters);
      source.classes = source.pen.classes(source.stream);
    } else if (what === "K") {
      this.#erase(amount);
    } else if (what === "G") {
      this.#column = Math.max(0, amount - 1);
    } else if (what === "C") {
      this.#column = Math.min(MAX_LINE_LENGTH - 1, this.#column + Math.max(1, amount));
    } else if (what === "D") {
      this.#column = Math.max(0, this.#column - Math.max(1, amount));
    }
  }

  #erase(part) {
    if (this.#open === null) {
      return;
    }
    const before = this.#open.length;
    this.#open.clear(part === 0 ? this.#column : 0, part === 1 ? this.#column + 1 : Infinity);
    this.#characters += this.#open.length - before;
  }

  #print(text, classes) {
    for (let at = 0; at < text.length; ) {
      if (this.#column >= MAX_LINE_LENGTH) {
        this.#newLine();
      }
      const line = this.#line();
      const piece = text.slice(at, at + MAX_LINE_LENGTH - this.#column);
      const before = line.length;
      if (this.#column === line.length) {
        line.append(piece, classes);
      } else {
        line.put(this.#column, piece, classes);
      }
      this.#characters += line.length - before;
      this.#column += piece.length;
      at += piece.length;
    }
    this.#drop();
  }

  #line() {
    if (this.#open === null) {
      this.#open = new AnsiLine();
      this.lines.push(this.#open);
      this.#drop();
    }
    return this.#open;
  }

  #newLine() {
    this.#open = null;
    this.#column = 0;
  }

  #drop() {
    while (this.lines.length > 1 && (this.lines.length > MAX_LINES || this.#characters > MAX_CHARACTERS)) {
      this.#characters -= this.lines.shift().length;
      this.dropped++;
    }
  }
}
