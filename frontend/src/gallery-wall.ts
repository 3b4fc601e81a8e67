import type { Index, Show } from "./gallery-index";
import { Pictures } from "./gallery-pictures";

const SIZES = [84, 116, 156, 200];
const GAP = 10;
const FOOT = 24;
const HEAD = 38;
// So many windows of pictures are fetched ahead of who scrolls, so that one answer brings many.
const AHEAD = 4;
const SIZE_KEPT = "khoso.gallery.size";

type Row = { top: number; height: number; from: number; to: number; head: string };
type Cell = { root: HTMLElement; picture: HTMLImageElement; number: HTMLElement; signs: HTMLElement; place: number; url: string; chosen: boolean | null };

/** All pages small. Only what is near the window is in the document, and what leaves it is used again. */
export class Wall {
  places: number[] = [];
  show: Show = "all";
  only = "";
  private last = 0;
  private cell = 0;
  private rows: Row[] = [];
  private columns = 1;
  private readonly cells = new Map<number, Cell>();
  private readonly heads = new Map<number, HTMLElement>();
  private readonly spare: Cell[] = [];
  private at = 0;
  private size: number;
  private planned = 0;
  private readonly sheet: HTMLElement;
  private readonly words: DOMStringMap;

  constructor(
    private readonly scroll: HTMLElement,
    private readonly index: Index,
    readonly pictures: Pictures,
    private readonly opened: (place: number) => void,
    private readonly chosen: (place: number) => void,
  ) {
    this.sheet = scroll.querySelector<HTMLElement>("[data-sheet]")!;
    this.words = scroll.dataset;
    const kept = Number(localStorage.getItem(SIZE_KEPT) ?? NaN);
    this.size = kept >= 0 && kept < SIZES.length ? kept : matchMedia("(max-width: 640px)").matches ? 0 : 2;
    scroll.addEventListener("scroll", () => this.plan(), { passive: true });
    new ResizeObserver(() => this.lay()).observe(scroll);
    this.sheet.addEventListener("click", (event) => {
      const cell = (event.target as Element).closest<HTMLElement>(".ks-gallery-cell");
      if (cell) this.opened(Number(cell.dataset.place));
    });
  }

  /** The chosen page, by its place in the delivery. */
  get place(): number {
    return this.places[this.at] ?? -1;
  }

  fill(show: Show, only = this.only, keep = this.place): void {
    this.show = show;
    this.only = only;
    this.places = this.index.places(show, only);
    this.at = Math.max(0, this.places.indexOf(keep));
    this.lay();
    if (!this.places.length) this.tell(this.words.sayNone!);
  }

  choose(place: number): void {
    const at = this.places.indexOf(place);
    if (at < 0) return;
    this.at = at;
    this.see();
    this.paint();
    this.chosen(place);
  }

  /** One page on, in the order shown; a row up or down. */
  step(key: string): void {
    const row = this.rows.findIndex((one) => this.at >= one.from && this.at < one.to);
    const column = this.at - (this.rows[row]?.from ?? 0);
    const below = (step: number): number => {
      const next = this.rows[row + step];
      return next ? Math.min(next.from + column, next.to - 1) : this.at;
    };
    const screen = Math.max(1, Math.floor(this.scroll.clientHeight / (this.rows[0]?.height ?? 1)));
    const pageTo = (step: number): number => {
      const next = this.rows[Math.min(this.rows.length - 1, Math.max(0, row + step))];
      return next ? Math.min(next.from + column, next.to - 1) : this.at;
    };
    const steps: Record<string, () => number> = {
      ArrowLeft: () => this.at - 1,
      ArrowRight: () => this.at + 1,
      ArrowUp: () => below(-1),
      ArrowDown: () => below(1),
      PageUp: () => pageTo(-screen),
      PageDown: () => pageTo(screen),
      Home: () => 0,
      End: () => this.places.length - 1,
    };
    const to = Math.min(this.places.length - 1, Math.max(0, steps[key]()));
    if (this.places.length) this.choose(this.places[to]);
  }

  resize(step: number): void {
    this.size = Math.min(SIZES.length - 1, Math.max(0, this.size + step));
    localStorage.setItem(SIZE_KEPT, String(this.size));
    this.lay();
    this.see();
  }

  /** Something of a page changed. */
  refresh(places?: number[]): void {
    for (const cell of this.cells.values()) if (!places || places.includes(cell.place)) this.dress(cell);
  }

  private lay(): void {
    const width = this.scroll.clientWidth - 2 * GAP;
    if (width <= 0) return;
    this.columns = Math.max(2, Math.floor((width + GAP) / (SIZES[this.size] + GAP)));
    this.cell = Math.floor((width + GAP) / this.columns) - GAP;
    this.scroll.style.setProperty("--cell", `${this.cell}px`);
    const height = Math.round(this.cell * 1.38) + FOOT + GAP;
    this.rows = [];
    let top = GAP;
    let dossier = -1;
    for (let from = 0; from < this.places.length; ) {
      const here = this.index.file(this.places[from])[2];
      let to = from;
      while (to < this.places.length && to < from + this.columns && this.index.file(this.places[to])[2] === here) to += 1;
      const head = here === dossier ? "" : this.index.dossiers[here].filter(Boolean).join(" · ");
      if (head) top += HEAD;
      this.rows.push({ top, height, from, to, head });
      top += height;
      from = to;
      dossier = here;
    }
    this.sheet.style.height = `${top}px`;
    this.scroll.style.setProperty("--row", `${height - GAP}px`);
    this.clear();
    this.paint();
  }

  private clear(): void {
    for (const cell of this.cells.values()) this.put(cell);
    this.cells.clear();
    this.heads.forEach((head) => head.remove());
    this.heads.clear();
    this.sheet.querySelector("p")?.remove();
  }

  private tell(words: string): void {
    const said = document.createElement("p");
    said.className = "soft ks-gallery-none";
    said.textContent = words;
    this.sheet.append(said);
  }

  private plan(): void {
    if (!this.planned) this.planned = requestAnimationFrame(() => this.paint());
  }

  /** The first row that ends below a height. */
  private rowAt(height: number): number {
    let low = 0;
    let high = this.rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].top + this.rows[middle].height < height) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private paint(): void {
    this.planned = 0;
    const { scrollTop, clientHeight } = this.scroll;
    const [top, bottom] = [scrollTop - clientHeight * 0.6, scrollTop + clientHeight * 1.6];
    const from = this.rowAt(top);
    let to = from;
    while (to < this.rows.length && this.rows[to].top <= bottom) to += 1;
    const first = this.rows[from]?.from ?? 0;
    const past = to > from ? this.rows[to - 1].to : first;
    for (const [at, cell] of this.cells) {
      if (at >= first && at < past) continue;
      this.put(cell);
      this.cells.delete(at);
    }
    for (const [number, head] of this.heads) {
      if (number >= from && number < to) continue;
      head.remove();
      this.heads.delete(number);
    }
    for (let number = from; number < to; number += 1) {
      const row = this.rows[number];
      if (row.head) this.head(number, row);
      for (let at = row.from; at < row.to; at += 1) this.set(at, at - row.from, row.top);
    }
    this.ask(from, to);
  }

  /** What is in sight is asked for first, then what is near, then what scrolling on would bring. */
  private ask(from: number, to: number): void {
    const { scrollTop, clientHeight } = this.scroll;
    const isUp = scrollTop < this.last;
    this.last = scrollTop;
    const far = Math.ceil((AHEAD * clientHeight) / (this.rows[from]?.height ?? clientHeight));
    const inSight = (row: Row): boolean => row.top + row.height > scrollTop && row.top < scrollTop + clientHeight;
    const near = this.rows.slice(from, to);
    const ahead = isUp ? this.rows.slice(Math.max(0, from - far), from).reverse() : this.rows.slice(to, to + far);
    const places: number[] = [];
    for (const row of [...near.filter(inSight), ...near.filter((one) => !inSight(one)), ...ahead]) {
      for (let at = row.from; at < row.to; at += 1) if (this.index.isMade(this.places[at])) places.push(this.places[at]);
    }
    this.pictures.want(places);
  }

  private head(number: number, row: Row): void {
    if (this.heads.has(number)) return;
    const head = document.createElement("p");
    head.className = "ks-gallery-dossier";
    head.lang = "vi";
    head.textContent = row.head;
    head.title = row.head;
    head.style.transform = `translateY(${row.top - HEAD}px)`;
    this.sheet.append(head);
    this.heads.set(number, head);
  }

  private set(at: number, column: number, top: number): void {
    let cell = this.cells.get(at);
    if (!cell) {
      cell = this.spare.pop() ?? this.make();
      cell.place = this.places[at];
      cell.root.style.transform = `translate(${GAP + column * (this.cell + GAP)}px, ${top}px)`;
      cell.root.hidden = false;
      this.cells.set(at, cell);
      this.dress(cell);
      if (!cell.root.isConnected) this.sheet.append(cell.root);
    }
    const here = at === this.at;
    if (cell.chosen !== here) {
      cell.chosen = here;
      cell.root.setAttribute("aria-selected", String(here));
    }
    if (here) this.scroll.setAttribute("aria-activedescendant", cell.root.id);
  }

  private make(): Cell {
    const root = document.createElement("div");
    root.className = "ks-gallery-cell";
    root.setAttribute("role", "option");
    const frame = root.appendChild(document.createElement("span"));
    frame.className = "ks-gallery-frame";
    const picture = frame.appendChild(document.createElement("img"));
    picture.alt = "";
    picture.decoding = "async";
    const foot = root.appendChild(document.createElement("span"));
    foot.className = "ks-gallery-foot";
    const number = foot.appendChild(document.createElement("b"));
    const signs = foot.appendChild(document.createElement("span"));
    return { root, picture, number, signs, place: -1, url: "", chosen: null };
  }

  private put(cell: Cell): void {
    cell.root.hidden = true;
    this.spare.push(cell);
  }

  private dress(cell: Cell): void {
    const { index, words } = this;
    const place = cell.place;
    const [, label] = index.file(place);
    const doubts = index.doubtsOf(place);
    const defects = index.standing(place);
    const unit = index.units.get(place);
    const url = this.pictures.url(place) ?? "";
    if (cell.url !== url) {
      cell.url = url;
      if (url) cell.picture.src = url;
      else cell.picture.removeAttribute("src");
    }
    cell.root.id = `trang-${place}`;
    cell.root.dataset.place = String(place);
    const worst = defects.some((one) => one.severity === "critical") ? "is-critical" : defects.length ? "is-bad" : "";
    const verdict = worst || (unit?.[1] === "good" ? "is-good" : doubts.length ? "is-doubt" : "");
    cell.root.className = `ks-gallery-cell ${verdict}${unit ? " is-unit" : ""}${url ? " is-here" : ""}`;
    cell.number.textContent = String(index.page(place));
    cell.signs.textContent = defects.length ? [...new Set(defects.map((one) => one.name))].join(", ") : unit?.[1] === "good" ? "✓" : doubts.join(", ");
    const said = [
      label,
      words.sayPage!.replace("{n}", String(index.page(place))),
      doubts.length ? words.sayDoubt!.replace("{what}", doubts.join(", ")) : "",
      defects.length ? words.sayMarked!.replace("{what}", defects.map((one) => one.name).join(", ")) : "",
      unit?.[1] === "good" ? words.sayGood! : "",
      index.isMade(place) ? "" : words.sayMaking!,
    ];
    cell.root.title = said.filter(Boolean).join(" · ");
    cell.root.setAttribute("aria-label", cell.root.title);
  }

  private see(): void {
    const row = this.rows.find((one) => this.at >= one.from && this.at < one.to);
    if (!row) return;
    const { scrollTop, clientHeight } = this.scroll;
    const top = row.top - (row.head ? HEAD : 0);
    if (top < scrollTop) this.scroll.scrollTop = top - GAP;
    else if (row.top + row.height > scrollTop + clientHeight) this.scroll.scrollTop = row.top + row.height - clientHeight + GAP;
  }
}
