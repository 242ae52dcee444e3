// One stream of server-sent events per page. The server sends only what changed; the page never polls.
//
// A page names its stream with <main data-stream="/clusters/sample/stream">; the others share /stream. Events:
//   tick      {"fields": {"<data-live name>": "text", …}, "tones": {"<data-tone name>": "good", …}, "lines": {"<data-line name>": "0,3 1,4", …}}
//   picture   the ring picture changed: its box (data-reload) is fetched again
//   keys      the hot keys, their order or their servers changed: the rows (data-keys) are fetched again
//   revision  the configuration changed: every part (data-part) is fetched again
//   begin     the revision in force when the stream begins; the page can be older
//   replicas  the state of the replicas changed: the part that shows them (hx-trigger) is fetched again
//   point     {"t": seconds, "rate": n, "p99": ms}: one more point for the chart

import { chartOf } from "./chart.js";

const SILENT_AFTER_MS = 4000;
const OVERVIEW = new URL("stream", import.meta.url).pathname;

/** Starts the stream of this page, and of each later content of #main. */
export function startLive() {
  let source = null;
  let paused = false;
  let lastAt = Date.now();
  let chart = null;
  let sending = 0;
  let begun = false;
  let streamed = null;

  function main() {
    return document.getElementById("main");
  }

  function open() {
    close();
    // A page without the frame (the login) has no chip to keep up to date, and no session either.
    if (!document.getElementById("fleet-chip")) return;
    const address = main()?.dataset.stream ?? OVERVIEW;
    if (paused || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("error", leaveWhenLoggedOut);
    source.addEventListener("tick", (event) => tick(JSON.parse(event.data)));
    source.addEventListener("point", (event) => chart?.add(JSON.parse(event.data)));
    source.addEventListener("picture", () => reload("[data-reload]"));
    source.addEventListener("keys", () => reload("[data-keys]"));
    source.addEventListener("replicas", replicas);
    source.addEventListener("revision", (event) => catchUp(JSON.parse(event.data)));
    source.addEventListener("begin", (event) => {
      if (main()?.dataset.revision) catchUp(JSON.parse(event.data));
      if (begun) replicas();
      begun = true;
    });
  }

  function catchUp({ revision, text }) {
    // The pending response brings the change and its one-time message.
    if (sending > 0) return;
    if (String(revision) !== main()?.dataset.revision) {
      announce(text);
      reload("[data-part]");
    }
  }

  function replicas() {
    document.body.dispatchEvent(new CustomEvent("replicas"));
  }

  /** Handles a refused stream: the session has ended, so the page reloads. */
  async function leaveWhenLoggedOut() {
    if (source?.readyState !== EventSource.CLOSED) return;
    const response = await fetch(location.href, { redirect: "manual" });
    if (response.type === "opaqueredirect") location.reload();
  }

  function close() {
    source?.close();
    source = null;
  }

  function tick(changes) {
    lastAt = Date.now();
    for (const [name, text] of Object.entries(changes.fields ?? {})) {
      for (const place of document.querySelectorAll(`[data-live="${CSS.escape(name)}"]`)) place.textContent = text;
    }
    for (const [name, points] of Object.entries(changes.lines ?? {})) {
      for (const line of document.querySelectorAll(`[data-line="${CSS.escape(name)}"]`)) line.setAttribute("points", points);
    }
    for (const [name, tone] of Object.entries(changes.tones ?? {})) {
      for (const chip of document.querySelectorAll(`[data-tone="${CSS.escape(name)}"]`)) chip.className = `chip ${tone}`;
    }
  }

  /** Fetches this page again and replaces the selected parts; input of the user stays. */
  async function reload(selector) {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const typed = new Map();
    for (const input of document.querySelectorAll("#main input")) {
      if (input.name !== "_csrf" && (input.value !== input.defaultValue || input.checked !== input.defaultChecked)) {
        typed.set(keyOf(input), { value: input.value, checked: input.checked });
      }
    }
    const focused = document.activeElement instanceof HTMLInputElement ? keyOf(document.activeElement) : null;
    const link = document.activeElement instanceof HTMLAnchorElement ? document.activeElement.getAttribute("href") : null;
    for (const part of document.querySelectorAll(`#main ${selector}`)) {
      const next = fresh.getElementById(part.id);
      if (next) part.replaceWith(document.adoptNode(next));
    }
    const freshMain = fresh.getElementById("main");
    if (freshMain && selector === "[data-part]") main().dataset.revision = freshMain.dataset.revision ?? "";
    for (const input of document.querySelectorAll("#main input")) {
      const kept = typed.get(keyOf(input));
      if (kept && input.type !== "hidden") {
        input.value = kept.value;
        input.checked = kept.checked;
      }
      if (focused === keyOf(input)) input.focus();
    }
    if (link && document.activeElement === document.body) main().querySelector(`a[href="${CSS.escape(link)}"]`)?.focus();
    window.htmx?.process(main());
  }

  function keyOf(input) {
    return [input.getAttribute("form") ?? input.form?.id ?? "", input.name, input.type === "checkbox" ? input.value : ""].join(" ");
  }

  function announce(text) {
    const announcer = document.getElementById("announcer");
    if (announcer && text) announcer.textContent = text;
  }

  function age() {
    for (const place of document.querySelectorAll("[data-age]")) {
      const seconds = Math.floor((Date.now() - lastAt) / 1000);
      place.textContent = paused ? "paused" : seconds < SILENT_AFTER_MS / 1000 ? "live" : `updated ${seconds} s ago`;
    }
  }

  async function beginChart() {
    chart?.destroy();
    chart = null;
    const box = document.getElementById("chart");
    const drawn = await chartOf(box);
    if (box === document.getElementById("chart") && !chart) {
      chart = drawn;
    } else {
      drawn?.destroy();
    }
  }

  function begin() {
    beginChart();
    begun = false;
    streamed = main();
    lastAt = Date.now();
    open();
  }

  document.addEventListener("visibilitychange", open);
  // Swapping in a part of the page keeps the stream.
  document.addEventListener("htmx:afterSettle", () => main() !== streamed && begin());
  document.addEventListener("htmx:beforeRequest", () => sending++);
  document.addEventListener("htmx:afterRequest", () => sending--);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && open());
  document.documentElement.addEventListener("ringway:theme", () => chart?.redraw());
  setInterval(age, 1000);
  begin();

  return {
    pause(value) {
      paused = value;
      open();
      age();
    },
  };
}
