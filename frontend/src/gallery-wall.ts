import type { Index, Show } from "./gallery-index";
import { Pictures } from "./gallery-pictures";

const SIZES = [84, 116, 156, 200];
const GAP = 10;
const FOOT = 24;
const HEAD = 38;
const SIZE_KEPT = "khoso.gallery.size";

type Row = { top: number; height: number; from: number; to: number; head: string };
type Cell = { root: HTMLElement; picture: HTMLImageElement; number: HTMLElement; signs: HTMLElement; place: number; url: string };

/** All pages small. Only what is near the window is in the document, and what leaves it is used again. */
export class Wall {
  places: number[] = [];
  show: Show = "all";
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

  fill(show: Show, keep = this.place): void {
    this.show = show;
    this.places = this.index.places(show);
    this.at = Math.max(0, this.places.indexOf(keep));
    this.lay();
    if (!this.places.length) this.tell(this.words.sayNone!);
  }

  choose(place: number, see = true): void {
    const at = this.places.indexOf(place);
    if (at < 0) return;
    this.at = at;
    if (see) this.see();
    this.paint();
  }

  /** One page on, in the order shown; a row up or down. */
  step(key: string): void {
    const row = this.rows.findIndex((one) => this.at >= one.from && this.at < one.to);
    const column = this.at - (this.rows[row]?.from ?? 0);
    const below = (step: number): number => {
      const next = this.rows[row + step];
      return next ? Math.min(next.from + column, next.to - 1) : this.at;
    };
    const screen = Math.max(1, Math.floor(this.scroll.clientHeight / this.cellHeight()));
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

  private cellHeight(): number {
    return Math.round(SIZES[this.size] * 1.38) + FOOT + GAP;
  }

  private lay(): void {
    const width = this.scroll.clientWidth - 2 * GAP;
    if (width <= 0) return;
    this.columns = Math.max(2, Math.floor((width + GAP) / (SIZES[this.size] + GAP)));
    this.scroll.style.setProperty("--cell", `${Math.floor((width + GAP) / this.columns) - GAP}px`);
    const height = Math.round((Math.floor((width + GAP) / this.columns) - GAP) * 1.38) + FOOT + GAP;
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
    const first = this.rowAt(scrollTop - clientHeight * 0.6);
    const needed = new Set<number>();
    const heads = new Set<number>();
    const seen: number[] = [];
    const near: number[] = [];
    for (let number = first; number < this.rows.length; number += 1) {
      const row = this.rows[number];
      if (row.top > scrollTop + clientHeight * 1.6) break;
      const inSight = row.top + row.height > scrollTop && row.top < scrollTop + clientHeight;
      if (row.head) this.head(number, row, heads);
      for (let at = row.from; at < row.to; at += 1) {
        needed.add(at);
        const place = this.places[at];
        if (this.index.isMade(place)) (inSight ? seen : near).push(place);
      }
    }
    for (const [at, cell] of this.cells) {
      if (needed.has(at)) continue;
      this.put(cell);
      this.cells.delete(at);
    }
    for (const [number, head] of this.heads) {
      if (heads.has(number)) continue;
      head.remove();
      this.heads.delete(number);
    }
    for (let number = first; number < this.rows.length; number += 1) {
      const row = this.rows[number];
      if (row.top > scrollTop + clientHeight * 1.6) break;
      for (let at = row.from; at < row.to; at += 1) this.set(at, at - row.from, row.top);
    }
    this.pictures.want([...seen, ...near]);
  }

  private head(number: number, row: Row, heads: Set<number>): void {
    heads.add(number);
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
      const left = `calc(${GAP}px + ${column} * (var(--cell) + ${GAP}px))`;
      cell.root.style.transform = `translate(${left}, ${top}px)`;
      cell.root.hidden = false;
      this.cells.set(at, cell);
      this.dress(cell);
      if (!cell.root.isConnected) this.sheet.append(cell.root);
    }
    const here = at === this.at;
    if ((cell.root.getAttribute("aria-selected") === "true") !== here) {
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
    return { root, picture, number, signs, place: -1, url: "" };
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
