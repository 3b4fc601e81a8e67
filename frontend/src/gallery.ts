import { Index, type Show } from "./gallery-index";
import { Pictures, unranged } from "./gallery-pictures";
import { hasUnsaved } from "./gallery-saving";
import { Wall } from "./gallery-wall";
import type { Desk } from "./gallery-desk";

const screen = document.querySelector<HTMLElement>("[data-gallery]");
if (screen) void start(screen);

/** The gallery: the wall of small pictures, the desk with one page, the keys that lead through both. */
async function start(screen: HTMLElement): Promise<void> {
  const index = new Index();
  const scroll = screen.querySelector<HTMLElement>("[data-scroll]")!;
  const wallPart = screen.querySelector<HTMLElement>("[data-wall]")!;
  const deskPart = screen.querySelector<HTMLElement>("[data-desk]")!;
  const stopped = `khoso.gallery.at:${document.querySelector<HTMLElement>("#session-dialog")?.dataset.person ?? ""}:${screen.dataset.base}`;
  // What is shown when nothing was chosen: of a lot what it asks to look at, else every page.
  const standard: Show = screen.dataset.lot ? "units" : "all";
  const sorts = screen.querySelector<HTMLSelectElement>("[data-sort]")!;
  const filters = [...screen.querySelectorAll<HTMLButtonElement>("[data-show]")];
  let desk: Desk | null = null;

  const pictures = new Pictures(screen.dataset.base!, () => index.version, (places) => wall.refresh(places));
  const wall = new Wall(scroll, index, pictures, (place) => void open(place), (place) => {
    localStorage.setItem(stopped, index.nameOf(place));
  });

  const counts = (): void => {
    for (const button of filters) {
      button.querySelector("[data-count]")!.textContent = index.places(button.dataset.show as Show).length.toLocaleString("vi");
    }
    const [done, all] = index.progress();
    for (const said of screen.ownerDocument.querySelectorAll<HTMLElement>("[data-progress]")) {
      said.hidden = !all;
      said.querySelector("progress")!.max = all || 1;
      said.querySelector("progress")!.value = done;
      said.querySelector("[data-done]")!.textContent = `${done.toLocaleString("vi")} / ${all.toLocaleString("vi")}`;
    }
    const kept = sorts.value;
    const every = sorts.options[0];
    sorts.replaceChildren(every, ...index.sorts().map(({ only, name, count }) => new Option(`${name} (${count.toLocaleString("vi")})`, only)));
    sorts.value = kept;
    if (sorts.selectedIndex < 0) sorts.value = "";
    sorts.hidden = sorts.options.length < 2;
  };

  const show = (which: Show, only = sorts.value): void => {
    filters.forEach((button) => button.setAttribute("aria-checked", String(button.dataset.show === which)));
    sorts.value = only;
    wall.fill(which, sorts.value);
    history.replaceState(null, "", address(desk?.isOpen ? index.nameOf(desk.place) : ""));
  };

  const made = async (): Promise<Desk> => new (await import("./gallery-desk")).Desk(screen, deskPart, index, (changed) => {
    wall.refresh([changed]);
    counts();
  }, renew, (place) => pictures.url(place));

  const open = async (place: number): Promise<void> => {
    if (place < 0) return;
    // OpenSeadragon is heavy: it comes when the first page is opened.
    desk ??= await made();
    if (!wall.places.includes(place)) show("all", "");
    wall.choose(place);
    history.replaceState(null, "", address(index.nameOf(place)));
    screen.classList.add("is-at-desk");
    wallPart.inert = matchMedia("(max-width: 991.98px)").matches;
    await desk.open(place);
    if (desk.place !== place) return;
    // In a lot the next key is mostly «good», and that leads to the next page nobody looked at.
    const on = screen.dataset.lot ? seek(1, waiting) : -1;
    desk.prepare(on >= 0 ? on : next(1));
  };

  const close = (): void => {
    desk?.close();
    screen.classList.remove("is-at-desk");
    wallPart.inert = false;
    history.replaceState(null, "", address(""));
    scroll.focus();
  };

  const address = (page: string): string => {
    const asked = new URLSearchParams(location.search);
    if (page) asked.set("trang", page);
    else asked.delete("trang");
    for (const [name, value] of [["hien", wall.show], ["loai", wall.only]] as const) {
      if (value && value !== standard) asked.set(name, value);
      else asked.delete(name);
    }
    return asked.size ? `?${asked}` : location.pathname;
  };

  /** The page so many steps on in what is shown; -1 past its ends. */
  const next = (step: number): number => wall.places[wall.places.indexOf(desk?.place ?? wall.place) + step] ?? -1;

  /** The nearest page in one direction of which something holds, round the end once. */
  const seek = (step: number, holds: (place: number) => boolean): number => {
    const places = step > 0 ? [...wall.places] : [...wall.places].reverse();
    const at = places.indexOf(desk?.isOpen ? desk.place : wall.place);
    return [...places.slice(at + 1), ...places.slice(0, at)].find(holds) ?? -1;
  };

  const go = (place: number, otherwise = "last"): void => {
    if (place < 0) desk?.say(otherwise);
    else if (desk?.isOpen) void open(place);
    else wall.choose(place);
  };

  const doubted = (place: number): boolean => index.doubts.has(place) && index.units.get(place)?.[1] !== "good" && !index.standing(place).length;
  const waiting = (place: number): boolean => index.isWaiting(place);

  const good = async (): Promise<void> => {
    if (!desk?.isOpen) return open(wall.place);
    if (!desk.mayMark) return;
    const from = desk.place;
    if (!(await desk.good()) || desk.place !== from) return;
    // That all was seen is said when the server has the last of it.
    if (seek(1, waiting) < 0) await desk.settled;
    go(seek(1, waiting), "all-seen");
  };

  const acts: Record<string, () => void> = {
    ".": () => go(seek(1, doubted)),
    ",": () => go(seek(-1, doubted)),
    "]": () => go(seek(1, waiting), "all-seen"),
    "[": () => go(seek(-1, waiting), "all-seen"),
    " ": () => void good(),
    "?": () => screen.querySelector<HTMLDialogElement>("[data-help-dialog]")!.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target as Element;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (target.closest?.("input, textarea, select, dialog, .ks-top, .ks-side")) return;
    // A button that has the focus is pressed with its own keys.
    if ((event.key === " " || event.key === "Enter") && target.closest?.("button, a")) return;
    if (!handled(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }, { capture: true });

  const handled = (event: KeyboardEvent): boolean => {
    const { key } = event;
    if (desk?.isOpen && desk.isDrawing && desk.key(event)) return true;
    if (acts[key]) {
      acts[key]();
      return true;
    }
    if (desk?.isOpen) {
      if (key === "Escape") close();
      else if (key === "ArrowLeft" || key === "PageUp") go(next(-1));
      else if (key === "ArrowRight" || key === "PageDown") go(next(1));
      else if (!desk.key(event)) return marked(key);
      return true;
    }
    if (/^(Arrow|Page|Home|End)/.test(key)) wall.step(key);
    else if (key === "Enter") void open(wall.place);
    else if (key === "+" || key === "=") wall.resize(1);
    else if (key === "-") wall.resize(-1);
    else return marked(key);
    return true;
  };

  /** A letter that names a kind of defect marks the page that is open, or the one chosen on the wall. */
  const marked = (key: string): boolean => {
    const kinds = JSON.parse(screen.dataset.kinds ?? "[]") as Array<{ key: string }>;
    if (screen.dataset.mayMark !== "1" || !kinds.some((kind) => kind.key && kind.key.toLowerCase() === key.toLowerCase())) return false;
    const act = async (): Promise<void> => {
      // On the wall the page is opened first: what is wrong is marked on what one has seen.
      if (!desk?.isOpen) await open(wall.place);
      const kind = desk?.kindOf(key);
      if (kind) await desk!.mark(kind);
    };
    void act();
    return true;
  };

  screen.addEventListener("click", (event) => {
    const target = event.target as Element;
    const hit = (name: string): HTMLElement | null => target.closest<HTMLElement>(`[data-${name}]`);
    if (hit("show")) show(hit("show")!.dataset.show as Show);
    if (hit("size")) wall.resize(Number(hit("size")!.dataset.size));
    if (hit("help")) acts["?"]();
    if (hit("send-again")) desk?.again();
    if (hit("good")) void good();
    if (hit("next-doubt")) acts["."]();
    const way = hit("go")?.dataset.go;
    if (way === "close") close();
    if (way === "before") go(next(-1));
    if (way === "after") go(next(1));
  });

  const jump = screen.querySelector<HTMLSelectElement>("[data-jump]")!;
  jump.addEventListener("change", () => {
    const dossier = Number(jump.value);
    const place = wall.places.find((one) => index.file(one)[2] === dossier);
    if (place !== undefined) wall.choose(place);
    jump.value = "";
    scroll.focus();
  });

  sorts.addEventListener("change", () => {
    const which = wall.show;
    // Of pages without a word from the machine none has a kind: what is asked for is looked for everywhere.
    show(index.places(which, sorts.value).length ? which : "all", sorts.value);
    scroll.focus();
  });

  const renew = async (): Promise<void> => {
    await load();
    counts();
    wall.refresh();
  };

  const load = async (): Promise<void> => {
    const answer = await fetch(screen.dataset.index!);
    if (!answer.ok) throw new Error(String(answer.status));
    index.take(await answer.json());
  };

  const first = screen.dataset.first;
  const asked = first ? unranged(new URL(first, location.href).searchParams.get("p") ?? "") : [];
  const firstPictures = first ? pictures.first(first, asked) : undefined;
  index.take(JSON.parse(document.querySelector("#cac-trang")!.textContent!));
  counts();
  index.dossiers.forEach(([code, title], number) => jump.append(new Option([code, title].filter(Boolean).join(" · "), String(number))));
  const kept = new URLSearchParams(location.search);
  const which = filters.find((button) => button.dataset.show === kept.get("hien"))?.dataset.show ?? standard;
  sorts.value = kept.get("loai") ?? "";
  if (sorts.selectedIndex < 0) sorts.value = "";
  filters.forEach((button) => button.setAttribute("aria-checked", String(button.dataset.show === which)));
  wall.fill(which as Show, sorts.value);
  const wanted = kept.get("trang");
  const last = index.placeOf(wanted ?? localStorage.getItem(stopped) ?? "");
  if (last >= 0) wall.choose(last);
  if (wanted && last >= 0) void open(last);
  else scroll.focus({ preventScroll: true });
  // Something of before the page was loaded waits to be saved.
  if (hasUnsaved(screen)) void made().then((one) => (desk ??= one).again());
  await firstPictures;
  document.documentElement.dataset.gallery = "shown";
  if (Number(screen.dataset.missing)) void waitForPictures(load, index, wall, scroll);
}

/** While the machine still makes small pictures, the list is asked for again from time to time. */
async function waitForPictures(load: () => Promise<void>, index: Index, wall: Wall, scroll: HTMLElement): Promise<void> {
  for (let pause = 4000; index.files.some((row) => row[4] === 0) && pause < 120_000; pause *= 1.3) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (document.hidden) continue;
    try {
      await load();
    } catch {
      return;
    }
    wall.fill(wall.show);
    scroll.dispatchEvent(new Event("scroll"));
  }
}
