// Times in the zone of whoever reads them, and in UTC for who points at them. A page comes with UTC in its markup; this treats
// what was there at first and what htmx or a chart brings in later alike.
const two = (number) => String(number).padStart(2, "0");

const day = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

// Such as +05:30. In a zone with daylight saving it is not the same all year.
function offset(at) {
  const minutes = -at.getTimezoneOffset();
  const length = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(length / 60))}:${two(length % 60)}`;
}

// Such as 10:00.
export const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}`;

// Such as 2026-11-27 10:00:00 UTC.
export const utc = (at) => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;

// Such as 2026-11-27 15:30:00, with the offset where it is not that of today.
function exactly(at) {
  const text = `${day(at)} ${clock(at)}:${two(at.getSeconds())}`;
  return offset(at) === offset(new Date()) ? text : `${text} ${offset(at)}`;
}

function tell(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) {
    return;
  }
  if (time.className === "ago") {
    time.title = `${exactly(at)}, ${utc(at)}`;
  } else {
    time.title = utc(at);
    time.textContent = time.className === "clock" ? clock(at) : exactly(at);
  }
}

// A field for a moment holds it without its zone.
function fieldText(at) {
  return `${day(at)}T${clock(at)}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

const shown = new WeakMap();

function fill(field) {
  const at = new Date(field.dataset.moment ?? NaN);
  if (!Number.isNaN(at.getTime())) {
    field.value = fieldText(at);
    // The browser leaves out what is zero.
    shown.set(field, field.value);
  }
}

// What was not touched stays the moment that it was: in the hour that a zone has twice its text says less.
function moment(field) {
  return field.value === shown.get(field) ? field.dataset.moment : new Date(field.value).toISOString();
}

document.addEventListener("formdata", ({ target, formData }) => {
  for (const field of target.querySelectorAll("input[type=datetime-local]")) {
    if (field.value !== "") {
      formData.set(field.name, moment(field));
    }
  }
});

function show(element) {
  const those = (selector) => [...(element.matches(selector) ? [element] : []), ...element.querySelectorAll(selector)];
  those("time[datetime]").forEach(tell);
  those("input[type=datetime-local]").forEach(fill);
  those("[data-zone]").forEach((one) => {
    one.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
  });
}

new MutationObserver((changes) => {
  changes.flatMap(({ addedNodes }) => [...addedNodes])
    .filter((node) => node.nodeType === Node.ELEMENT_NODE)
    .forEach(show);
}).observe(document.body, { childList: true, subtree: true });
show(document.body);

// A page that the browser brings back has its fields filled with what was typed there.
addEventListener("pageshow", () => document.querySelectorAll("input[data-moment]").forEach(fill));
