// Scripts of every page: theme, keyboard shortcuts, pause, live numbers. Every page also works without them.

import { startLive } from "./live.js";

const root = document.documentElement;
root.classList.add("scripted");

// ---- Theme: automatic → light → dark, remembered in a cookie so that the server renders it at once.

const THEMES = ["auto", "light", "dark"];
const themeButton = document.getElementById("theme");

function showTheme() {
  const words = { auto: "automatic", light: "light", dark: "dark" };
  const label = `Theme: ${words[root.dataset.theme ?? "auto"]}`;
  themeButton?.setAttribute("aria-label", label);
  themeButton?.setAttribute("title", label);
}

themeButton?.addEventListener("click", () => {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length];
  if (next === "auto") {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = next;
  }
  document.cookie = `ringway-theme=${next}; path=/; max-age=31536000; samesite=lax`;
  showTheme();
  root.dispatchEvent(new CustomEvent("ringway:theme"));
});
showTheme();

// ---- Live numbers.

const live = startLive();
const pauseButton = document.getElementById("pause");

function togglePause() {
  if (!pauseButton) return;
  const paused = pauseButton.getAttribute("aria-pressed") !== "true";
  pauseButton.setAttribute("aria-pressed", String(paused));
  pauseButton.title = paused ? "Resume live numbers (p)" : "Pause live numbers (p)";
  live.pause(paused);
}

pauseButton?.addEventListener("click", togglePause);

// ---- Keyboard shortcuts.

const PLACES = { o: ["overview", "/"], b: ["balancers", "/balancers"], h: ["history", "/history"] };
let waitingForPlace = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest("input, textarea, select, dialog")) return;
  const afterG = Date.now() - waitingForPlace < 1500;
  waitingForPlace = 0;
  if (afterG && event.key in PLACES) {
    location.assign(PLACES[event.key][1]);
  } else if (afterG && event.key === "c") {
    document.querySelector('.top .sub a')?.click();
  } else if (event.key === "g") {
    waitingForPlace = Date.now();
  } else if (event.key === "p") {
    togglePause();
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else if (event.key === "/") {
    const search = document.getElementById("key-search");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else {
      document.querySelector('.top nav a[href$="/explore"]')?.click();
    }
  }
});

// ---- Selecting several servers at once.

document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.id === "choose-all") {
    for (const box of document.querySelectorAll('input[name="server"]')) box.checked = event.target.checked;
  }
});

// ---- Copying tokens and commands.

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  const text = button && document.getElementById(button.dataset.copy);
  if (!text) return;
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
  } catch {
    // Browsers deny clipboard access without TLS: select the text instead.
    getSelection().selectAllChildren(text);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
});
