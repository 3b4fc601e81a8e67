import "./css/app.css";
import Alpine from "@alpinejs/csp";
import htmx from "htmx.org";
import { assessForms } from "./assess";
import { browsing } from "./browse";
import { confirmBeforeSubmit } from "./confirm-dialog";
import { cropThumbnails } from "./crop";
import { cutoffWalk } from "./cutoff";
import { keepDrafts } from "./draft";
import { lotAnswer } from "./lot-answer";
import { paperCounts } from "./paper";
import { passkeyForms } from "./passkey";
import { markBackground, watchSession } from "./session";
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
markBackground();
watchSession();
passkeyForms();
keepDrafts();
browsing();
assessForms();
cutoffWalk();
paperCounts();
// On a phone a row of tabs is wider than the page: the one we are on is in sight.
document.querySelector(":is(.ks-room-tabs, .ks-city-tabs, .ks-plan-tabs) [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
htmx.on("htmx:load", (event) => cropThumbnails(event.target as ParentNode));

document.addEventListener("keydown", (event) => {
  const typing = (event.target as Element).closest?.("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  document.querySelector<HTMLInputElement>("[data-search-box]")?.select();
});

// Signed out meanwhile: the answer to a fragment is then the whole sign-in page. Loading the page anew leads there.
htmx.on("htmx:beforeSwap", (event) => {
  const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
  if (!/^\s*<!doctype html/i.test(xhr.responseText)) return;
  event.preventDefault();
  if (xhr.status === 200) location.reload();
});

// A fragment that does not come is said in words; the next one that comes takes the words away.
const trouble = document.querySelector<HTMLElement>("#trouble");
for (const fault of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  htmx.on(fault, () => {
    if (trouble) trouble.textContent = trouble.dataset.text!;
  });
}
htmx.on("htmx:afterOnLoad", (event) => {
  const { successful } = (event as CustomEvent<{ successful?: boolean }>).detail;
  if (trouble && successful !== false) trouble.textContent = "";
});

// A page nobody looks at asks for nothing.
htmx.on("htmx:beforeRequest", (event) => {
  const { elt } = (event as CustomEvent<{ elt: Element }>).detail;
  if (document.hidden && elt.matches("[data-poll]")) event.preventDefault();
});

// When the work that was being watched is over, the rest of the page has changed too.
htmx.on("htmx:beforeSwap", (event) => {
  const { elt, xhr } = (event as CustomEvent<{ elt: Element; xhr: XMLHttpRequest }>).detail;
  if (elt.matches("[data-poll]") && xhr.status === 200 && !xhr.responseText.includes("data-poll")) {
    event.preventDefault();
    location.reload();
  }
});

// Menus close like menus: with Escape, and when something else is pressed.
document.addEventListener("click", (event) => closeMenus(event.target as Node));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeMenus(null);
});
function closeMenus(pressed: Node | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(".ks-menu[open]")) {
    if (menu.contains(pressed)) continue;
    if (menu.contains(document.activeElement)) menu.querySelector("summary")!.focus();
    menu.open = false;
  }
}

// Facets lie open beside the results where there is room for it, also in browsers that cannot do this in CSS.
document.querySelectorAll<HTMLDetailsElement>("details[data-open-wide]").forEach((details) => {
  details.open = matchMedia("(min-width: 992px)").matches;
});

lotAnswer();

// OpenSeadragon is heavy: only the two screens with a page image load it.
const viewer = document.querySelector<HTMLElement>("[data-viewer]");
if (viewer) void import("./viewer").then((module) => module.start(viewer));
const workbench = document.querySelector<HTMLElement>("[data-workbench]");
if (workbench) void import("./workbench").then((module) => module.start(workbench));
const personal = document.querySelector<HTMLElement>("[data-personal]");
if (personal) void import("./personal").then((module) => module.start(personal));
const uploading = document.querySelector<HTMLElement>("[data-upload]");
if (uploading) void import("./upload").then((module) => module.start(uploading));
