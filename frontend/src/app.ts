import "./css/app.css";
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";
import { confirmBeforeSubmit } from "./confirm-dialog";
import { cropThumbnails } from "./crop";
import { shell, themeSwitch, toast } from "./shell";

// The content security policy forbids eval and inline styles. Pages of the archive are never kept in the browser's
// history store: going back asks the server again, which writes down who saw what.
Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
});

Alpine.data("shell", shell);
Alpine.data("themeSwitch", themeSwitch);
Alpine.data("toast", toast);
Alpine.start();

confirmBeforeSubmit();
cropThumbnails(document);
htmx.on("htmx:load", (event) => cropThumbnails(event.target as ParentNode));

document.addEventListener("keydown", (event) => {
  const typing = (event.target as Element).closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  document.querySelector<HTMLInputElement>("[data-search-box]")?.select();
});

// OpenSeadragon is heavy: only the two screens with a page image load it.
const viewer = document.querySelector<HTMLElement>("[data-viewer]");
if (viewer) void import("./viewer").then((module) => module.start(viewer));
const workbench = document.querySelector<HTMLElement>("[data-workbench]");
if (workbench) void import("./workbench").then((module) => module.start(workbench));
