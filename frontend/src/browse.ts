// The catalogue's screen: branches that open in place, rows chosen by key and by range, years dragged over.
import htmx from "htmx.org";

const root = document.querySelector<HTMLElement>("[data-browse]");

type Keys = Record<string, (from: HTMLElement) => void>;

function items(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-browse-tree] [role=treeitem]")].filter((one) => !one.closest("[role=treeitem][aria-expanded=false] > ul"));
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-browse-grid] [data-row]")];
}

/** One stop of the Tab key for a list; arrows go on from there. */
function roam(list: HTMLElement[], to: HTMLElement | undefined, focus = true): void {
  if (!to) return;
  for (const one of list) one.tabIndex = one === to ? 0 : -1;
  if (!focus) return;
  to.focus();
  to.scrollIntoView({ block: "nearest" });
}

function line(item: HTMLElement): HTMLAnchorElement | null {
  return item.querySelector<HTMLAnchorElement>(":scope > a, :scope > .browse-line > a");
}

function tamed(scope: ParentNode): void {
  // With keys to walk by, a link in every line would be a second stop for each.
  for (const link of scope.querySelectorAll<HTMLElement>("[role=treeitem] a")) link.tabIndex = -1;
  for (const one of scope.querySelectorAll<HTMLElement>("[role=treeitem]")) if (!one.hasAttribute("tabindex")) one.tabIndex = -1;
}

async function fetched(address: string): Promise<string | null> {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected) return null;
  return answer.text();
}

function tree(): HTMLElement {
  return document.querySelector<HTMLElement>("[data-browse-tree]")!;
}

async function open(item: HTMLElement, jump = ""): Promise<void> {
  if (item.getAttribute("aria-expanded") === null) return;
  let group = item.querySelector<HTMLElement>(":scope > ul");
  if (!group || jump) {
    const depth = Number(item.getAttribute("aria-level")) + 1;
    const asked = new URLSearchParams({ nut: item.dataset.key!, bac: String(depth) });
    if (jump) asked.set("nhay", jump);
    item.setAttribute("aria-busy", "true");
    const html = await fetched(`${tree().dataset.url}?${asked}`);
    item.removeAttribute("aria-busy");
    if (html === null) return;
    if (!group) {
      group = document.createElement("ul");
      group.setAttribute("role", "group");
      item.append(group);
    }
    group.innerHTML = html;
    tamed(group);
    htmx.process(group);
  }
  item.setAttribute("aria-expanded", "true");
}

function shut(item: HTMLElement): void {
  item.setAttribute("aria-expanded", "false");
}

async function more(item: HTMLElement, walk: boolean): Promise<void> {
  if (item.getAttribute("aria-busy")) return;
  item.setAttribute("aria-busy", "true");
  const html = await fetched(line(item)!.href);
  if (html === null) return item.removeAttribute("aria-busy");
  const before = item.previousElementSibling as HTMLElement | null;
  const parent = item.parentElement!;
  item.insertAdjacentHTML("afterend", html);
  item.remove();
  tamed(parent);
  htmx.process(parent);
  watchMore();
  if (walk) roam(items(), (before?.nextElementSibling ?? parent.firstElementChild) as HTMLElement);
}

// What is scrolled to comes by itself.
const watcher = new IntersectionObserver((seen) => {
  for (const one of seen) if (one.isIntersecting) void more(one.target as HTMLElement, document.activeElement === one.target);
});

function watchMore(): void {
  for (const one of document.querySelectorAll("[data-browse-tree] .browse-more")) watcher.observe(one);
}

function mark(item: HTMLElement): void {
  for (const one of document.querySelectorAll("[data-browse-tree] [aria-selected=true]")) one.setAttribute("aria-selected", "false");
  item.setAttribute("aria-selected", "true");
}

function treeKeys(list: HTMLElement[], at: number): Keys {
  const step = (to: number): void => roam(list, list[Math.max(0, Math.min(list.length - 1, to))]);
  return {
    ArrowDown: () => step(at + 1),
    ArrowUp: () => step(at - 1),
    Home: () => step(0),
    End: () => step(list.length - 1),
    ArrowRight: (item) => {
      if (item.getAttribute("aria-expanded") === "false") void open(item);
      else if (item.querySelector(":scope > ul")) step(at + 1);
    },
    ArrowLeft: (item) => {
      if (item.getAttribute("aria-expanded") === "true") shut(item);
      else roam(list, item.parentElement?.closest<HTMLElement>("[role=treeitem]") ?? undefined);
    },
    Enter: (item) => {
      if (item.classList.contains("browse-more")) void more(item, true);
      else line(item)?.click();
    },
  };
}

function box(row: HTMLElement): HTMLInputElement | null {
  return row.querySelector<HTMLInputElement>("input[name=ho-so]");
}

let lastChosen: HTMLElement | null = null;

function choose(row: HTMLElement, chosen: boolean, range: boolean): void {
  const list = rows();
  const from = range && lastChosen ? list.indexOf(lastChosen) : list.indexOf(row);
  const [low, high] = [from, list.indexOf(row)].sort((a, b) => a - b);
  for (const one of list.slice(Math.max(0, low!), high! + 1)) {
    const mark = box(one);
    if (mark) mark.checked = chosen;
  }
  lastChosen = row;
  told();
}

/** How many are chosen, said beside the button and in the rows. */
function told(): void {
  const list = rows();
  for (const row of list) row.setAttribute("aria-selected", String(box(row)?.checked ?? false));
  const count = list.filter((row) => box(row)?.checked).length;
  const place = document.querySelector<HTMLElement>("[data-browse-chosen]");
  if (place) place.textContent = count ? String(count) : "";
  place?.closest("form")?.classList.toggle("has-chosen", count > 0);
  const all = document.querySelector<HTMLInputElement>("[data-browse-all]");
  if (all) {
    all.checked = count > 0 && count === list.length;
    all.indeterminate = count > 0 && count < list.length;
  }
}

function rowKeys(list: HTMLElement[], at: number, range: boolean): Keys {
  const step = (to: number): void => roam(list, list[Math.max(0, Math.min(list.length - 1, to))]);
  return {
    ArrowDown: () => step(at + 1),
    ArrowUp: () => step(at - 1),
    Home: () => step(0),
    End: () => step(list.length - 1),
    Enter: (row) => row.querySelector<HTMLAnchorElement>(".ks-cell-main a")?.click(),
    " ": (row) => {
      if (box(row)) choose(row, !box(row)!.checked, range);
    },
  };
}

function pressed(event: KeyboardEvent): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const target = event.target as HTMLElement;
  if (target.matches("[role=treeitem]")) {
    const list = items();
    const act = treeKeys(list, list.indexOf(target))[event.key];
    if (act) {
      event.preventDefault();
      act(target);
      return;
    }
  }
  if (target.matches("[data-row]")) {
    const list = rows();
    const act = rowKeys(list, list.indexOf(target), event.shiftKey)[event.key];
    if (act) {
      event.preventDefault();
      act(target);
      return;
    }
  }
  if (target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    event.preventDefault();
    event.stopPropagation();
    document.querySelector<HTMLInputElement>("[data-browse-words]")?.select();
  }
  if (event.key === "?") document.querySelector<HTMLDialogElement>("#browse-keys")?.showModal();
}

function clicked(event: MouseEvent): void {
  const target = event.target as HTMLElement;
  const turner = target.closest<HTMLElement>(".browse-turner");
  const item = target.closest<HTMLElement>("[role=treeitem]");
  if (turner && item) {
    if (item.getAttribute("aria-expanded") === "true") shut(item);
    else void open(item);
    return;
  }
  if (item?.classList.contains("browse-more")) {
    event.preventDefault();
    void more(item, false);
    return;
  }
  if (item && target.closest("a")) {
    mark(item);
    roam(items(), item, false);
    void open(item);
  }
  if (target.matches("input[name=ho-so]")) choose(target.closest<HTMLElement>("[data-row]")!, (target as HTMLInputElement).checked, event.shiftKey);
  if (target.matches("[data-browse-all]")) {
    for (const row of rows()) if (box(row)) box(row)!.checked = (target as HTMLInputElement).checked;
    told();
  }
  if (target.closest("[data-browse-keys]")) document.querySelector<HTMLDialogElement>("#browse-keys")?.showModal();
}

/** From the year where the pointer went down to the one where it came up. */
function dragYears(): void {
  let from: HTMLElement | null = null;
  const year = (event: Event): HTMLElement | null => (event.target as Element).closest?.<HTMLElement>("[data-browse-years] a") ?? null;
  document.addEventListener("pointerdown", (event) => {
    from = year(event);
    if (from) event.preventDefault();
  });
  document.addEventListener("dragstart", (event) => year(event) && event.preventDefault());
  document.addEventListener("pointerup", (event) => {
    const to = year(event);
    const form = to?.closest(".browse-menu")?.querySelector<HTMLFormElement>("form");
    if (!from || !to || to === from || !form) return;
    const years = [from, to].flatMap((one) => [Number(one.dataset.first), Number(one.dataset.last)]);
    form.querySelector<HTMLInputElement>("[name=tu-nam]")!.value = String(Math.min(...years));
    form.querySelector<HTMLInputElement>("[name=den-nam]")!.value = String(Math.max(...years));
    form.requestSubmit();
  });
}

function ready(): void {
  tamed(tree());
  const here = tree().querySelector<HTMLElement>("[aria-selected=true]") ?? items()[0];
  roam(items(), here, false);
  here?.scrollIntoView({ block: "nearest" });
  roam(rows(), rows()[0], false);
  watchMore();
  told();
}

let lastFacet = "";

/** A list of values stays open while one chooses; anything else shuts it. */
function menus(): void {
  document.addEventListener("click", (event) => {
    const inside = (event.target as Element).closest(".browse-facet");
    lastFacet = (event.target as Element).closest<HTMLElement>("[data-facet]")?.dataset.facet ?? "";
    for (const one of document.querySelectorAll<HTMLDetailsElement>(".browse-facet[open]")) if (one !== inside) one.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const one = event.key === "Escape" && document.querySelector<HTMLDetailsElement>(".browse-facet[open]");
    if (!one) return;
    one.open = false;
    one.querySelector("summary")?.focus();
  });
}

export function browsing(): void {
  if (!root) return;
  const help = document.querySelector<HTMLElement>("[data-browse-keys]");
  if (help) help.hidden = false;
  ready();
  root.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed, { capture: true });
  dragYears();
  menus();
  htmx.on("htmx:afterSettle", (event) => {
    if ((event as CustomEvent<{ target: Element }>).detail.target.id === "browse-main" || document.querySelector("[data-browse-main]")) {
      roam(rows(), rows()[0], false);
      told();
      const list = lastFacet && document.querySelector(`[data-facet="${lastFacet}"]`);
      if (list) (list.parentElement as HTMLDetailsElement).open = true;
    }
  });
  // A jump in an open branch of the tree too.
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLElement;
    if (!form.matches("[data-browse-jump]")) return;
    const here = tree().querySelector<HTMLElement>("[aria-selected=true][aria-expanded=true]");
    const said = form.querySelector<HTMLInputElement>("[name=nhay]")!.value.trim();
    if (here && said && here.querySelector(":scope > ul > .browse-more")) void open(here, said);
  });
}
