import type { Box } from "./boxes";
import type { Defect, Index, Kind, Unit } from "./gallery-index";
import { Paper, type Photo, sendPhoto } from "./gallery-paper";
import { Pen } from "./gallery-pen";
import { Saving } from "./gallery-saving";
import { PageImage, wireTools } from "./page-image";

type Finding = { label: string; message: string; severity: string; box: Box | null };
type Facts = { path: string; page: number; pages: number; image: string; width: number; height: number; dpi: number; findings: Finding[]; defects: Defect[]; photos: Photo[]; secret: string };

/** One page in full, and everything that is said of it. Every mark is saved the moment it is made. */
export class Desk {
  place = -1;
  private facts: Facts | null = null;
  private chosen: number | null = null;
  private readonly image: PageImage;
  private readonly paper: Paper;
  private readonly pen: Pen;
  private readonly saving: Saving;
  private readonly kinds: Kind[];
  private noteTimer = 0;
  /** Over when the server has answered the last page that was good. */
  settled: Promise<void> = Promise.resolve();
  private ahead: { place: number; facts: Promise<Facts | null> } | null = null;

  constructor(
    private readonly screen: HTMLElement,
    private readonly desk: HTMLElement,
    private readonly index: Index,
    private readonly changed: (place: number) => void,
    private readonly renewed: () => Promise<void>,
    private readonly small: (place: number) => string | undefined,
  ) {
    this.kinds = JSON.parse(screen.dataset.kinds ?? "[]") as Kind[];
    this.image = new PageImage(this.part("[data-image]"), false);
    this.pen = new Pen(this.part("[data-pen]"), this.image, (box) => void this.saveBox(box), () => this.say(""));
    this.paper = new Paper(this.part("[data-photos]"), this.part("[data-paper]"));
    this.saving = new Saving(screen, (count) => {
      for (const said of screen.querySelectorAll<HTMLElement>("[data-unsaved]")) {
        said.hidden = !count;
        said.querySelector("[data-unsaved-count]")!.textContent = String(count);
      }
    }, (refusals) => void this.renew(refusals));
    wireTools(desk, this.image);
    this.wire();
  }

  get isOpen(): boolean {
    return !this.desk.hidden;
  }

  get mayMark(): boolean {
    return this.screen.dataset.mayMark === "1";
  }

  get isDrawing(): boolean {
    return this.pen.isInHand;
  }

  async open(place: number): Promise<void> {
    this.saveNote();
    this.pen.drop();
    this.desk.hidden = false;
    this.place = place;
    this.chosen = null;
    const [, label] = this.index.file(place);
    this.part("[data-name]").textContent = label;
    this.part("[data-where]").textContent = `${this.index.page(place)} / ${this.index.file(place)[3]}`;
    this.say("");
    // Until the page is drawn its small picture stands in its place.
    const soon = this.part("[data-soon]") as HTMLImageElement;
    soon.src = this.small(place) ?? "";
    soon.hidden = !this.small(place);
    const facts = await (this.ahead?.place === place ? this.ahead.facts : this.ask(place));
    this.ahead = null;
    if (!facts || this.place !== place) return;
    if (this.facts?.image === facts.image && this.image.osd.isOpen()) soon.hidden = true;
    this.facts = facts;
    for (const end of ["open", "open-failed"] as const) {
      this.image.osd.addOnceHandler(end, () => {
        if (this.place === place) soon.hidden = true;
      });
    }
    this.image.open({ number: facts.page, info_url: facts.image, width: facts.width, height: facts.height });
    (this.part("[data-secret]") as HTMLAnchorElement).href = facts.secret;
    const about = this.part("[data-about]");
    about.textContent = facts.dpi
      ? about.dataset.say!.replace("{dpi}", String(facts.dpi)).replace("{w}", String(facts.width)).replace("{h}", String(facts.height))
      : "";
    this.showFindings(facts.findings);
    this.showPhotos(facts.photos);
    this.take(facts.defects);
  }

  close(): void {
    this.saveNote();
    this.pen.drop();
    this.desk.hidden = true;
    this.place = -1;
  }

  /** What did not arrive goes out again. */
  again(): void {
    void this.saving.again();
  }

  private async renew(refusals: string[]): Promise<void> {
    await this.renewed();
    if (this.isOpen) await this.open(this.place);
    this.say(refusals.length ? "" : "saved", refusals[0] ?? "");
  }

  /** Has what is known of a page at hand and lets the server draw it, without looking at it. */
  prepare(place: number): void {
    if (place < 0) return;
    this.ahead = { place, facts: this.ask(place) };
    void fetch(`${this.address(place)}/anh?ve=1`, { headers: { "X-Khoso-Background": "1" } }).catch(() => undefined);
  }

  /** Whether this key means something here. */
  key(event: KeyboardEvent): boolean {
    if (this.pen.key(event)) return true;
    const severity = { "1": "critical", "2": "major", "3": "minor" }[event.key];
    if (severity && this.mayMark) {
      void this.change({ severity });
      return true;
    }
    const acts: Record<string, () => void> = {
      "4": () => this.draw(),
      "5": () => this.note()?.focus(),
      "6": () => this.paper.show(0),
      Backspace: () => void this.undo(),
      "+": () => this.image.zoom(1.35),
      "=": () => this.image.zoom(1.35),
      "-": () => this.image.zoom(1 / 1.35),
      "0": () => this.image.whole(),
    };
    if (acts[event.key]) {
      if (this.mayMark || "6+-=0".includes(event.key)) acts[event.key]();
      return true;
    }
    return false;
  }

  kindOf(key: string): Kind | undefined {
    return this.kinds.find((kind) => kind.key && kind.key.toLowerCase() === key.toLowerCase());
  }

  /** Writes down a defect of a page, here or on the wall. */
  async mark(kind: Kind, place = this.place): Promise<void> {
    if (!this.mayMark) return;
    this.saveNote();
    this.say("saving");
    const saved = await this.saving.send(this.asked(`${this.address(place)}/loi`), { kind: kind.code });
    this.after(place, saved, "saved");
    if (saved.ok && place === this.place) {
      this.chosen = Number(saved.told!.made);
      this.showDefects();
      this.draw();
    }
  }

  /** Looked at, nothing wrong; says whether to go on. Nobody waits for the server: what it refuses, it says of the page. */
  async good(): Promise<boolean> {
    const place = this.place;
    if (!this.screen.dataset.lot) {
      this.say("no-lot");
      return false;
    }
    const unit = this.index.units.get(place);
    this.say("saving");
    const sent = this.saving.send(this.asked(`${this.address(place)}/dat`));
    if (!unit || this.index.standing(place).length) {
      const saved = await sent;
      this.after(place, saved, "saved");
      return saved.ok;
    }
    this.index.units.set(place, [unit[0], "good"]);
    this.changed(place);
    this.settled = sent.then((saved) => {
      if (!saved.ok && saved.refused) {
        this.index.units.set(place, unit);
        this.changed(place);
        saved.refused = `${this.index.file(place)[1]}, ${this.index.page(place)}: ${saved.refused}`;
      }
      this.after(place, saved, "saved");
    });
    return true;
  }

  say(what: string, words = ""): void {
    const said = this.part("[data-said]");
    said.classList.toggle("is-bad", !!words);
    said.textContent = words || (what ? (said.dataset[what.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] ?? "") : "");
  }

  private after(place: number, saved: { ok: boolean; refused?: string; told?: Record<string, unknown> }, word: string): void {
    if (saved.refused) return this.say("", saved.refused);
    if (!saved.ok) return this.say("");
    const defects = saved.told!.defects as Defect[];
    const unit = saved.told!.unit as Unit | null;
    if (this.ahead?.place === place) this.ahead = null;
    this.index.defects.set(place, defects);
    if (unit) this.index.units.set(place, unit);
    this.changed(place);
    this.say(word);
    if (place !== this.place) return;
    this.showPhotos(saved.told!.photos as Photo[]);
    this.take(defects);
  }

  private async change(fields: Record<string, string>): Promise<void> {
    const place = this.place;
    if (this.chosen === null) return;
    this.say("saving");
    this.after(place, await this.saving.send(`${this.address(place)}/loi/${this.chosen}`, fields), "saved");
  }

  private async undo(): Promise<void> {
    const place = this.place;
    if (this.chosen === null) return;
    const gone = this.chosen;
    this.chosen = null;
    window.clearTimeout(this.noteTimer);
    this.noteTimer = 0;
    this.pen.drop();
    this.say("saving");
    this.after(place, await this.saving.send(this.asked(`${this.address(place)}/loi/${gone}/bo`)), "undone");
  }

  private draw(): void {
    if (this.chosen === null) return;
    this.pen.take(this.defect()?.box ?? null);
    this.say(matchMedia("(pointer: coarse)").matches ? "draw-touch" : "draw");
  }

  private async saveBox(box: Box): Promise<void> {
    await this.change({ box: box.map((part) => part.toFixed(5)).join(",") });
  }

  private saveNote(): void {
    if (!this.noteTimer) return;
    window.clearTimeout(this.noteTimer);
    this.noteTimer = 0;
    void this.change({ note: this.note()!.value });
  }

  private defect(): Defect | undefined {
    return this.facts?.defects.find((one) => one.id === this.chosen);
  }

  private note(): HTMLTextAreaElement | null {
    return this.desk.querySelector<HTMLTextAreaElement>("[data-note]");
  }

  private take(defects: Defect[]): void {
    if (this.facts) this.facts.defects = defects;
    const own = defects.filter((one) => one.state === "found");
    if (!own.some((one) => one.id === this.chosen)) this.chosen = own.at(-1)?.id ?? null;
    this.showDefects();
  }

  private showDefects(): void {
    const defects = this.facts?.defects ?? [];
    const list = this.part("[data-defects]");
    list.replaceChildren(
      ...defects.map((one) => {
        const line = document.createElement("li");
        const button = line.appendChild(document.createElement("button"));
        button.type = "button";
        button.dataset.defect = String(one.id);
        button.className = `is-${one.severity}${one.state === "waived" ? " is-waived" : ""}`;
        button.setAttribute("aria-pressed", String(one.id === this.chosen));
        button.append(text("b", one.name), text("span", [one.said, one.note].filter(Boolean).join(" · ")));
        return line;
      }),
    );
    this.part("[data-found]").hidden = !defects.length;
    const standing = defects.filter((one) => one.box && one.state !== "waived");
    this.image.mark(standing.filter((one) => one.id !== this.chosen).map((one) => ({ box: one.box!, title: one.name })), "finding");
    this.image.mark(standing.filter((one) => one.id === this.chosen).map((one) => ({ box: one.box! })), "focus");
    const edit = this.desk.querySelector<HTMLElement>("[data-edit]");
    const chosen = this.defect();
    if (!edit) return;
    edit.hidden = !chosen || chosen.state !== "found";
    for (const button of edit.querySelectorAll<HTMLElement>("[data-severity]")) {
      button.setAttribute("aria-checked", String(button.dataset.severity === chosen?.severity));
    }
    const note = this.note()!;
    if (document.activeElement !== note || note.dataset.of !== String(this.chosen)) note.value = chosen?.note ?? "";
    note.dataset.of = String(this.chosen);
  }

  private showFindings(findings: Finding[]): void {
    const list = this.part("[data-findings]");
    list.hidden = !findings.length;
    list.replaceChildren(
      ...findings.map((one) => {
        const line = document.createElement("li");
        const button = line.appendChild(document.createElement("button"));
        button.type = "button";
        if (one.box) button.dataset.showBox = JSON.stringify(one.box);
        button.append(text("span", one.label));
        button.title = one.message;
        return line;
      }),
    );
    this.image.mark(findings.filter((one) => one.box).map((one) => ({ box: one.box!, title: one.label })), "doubt");
  }

  private showPhotos(photos: Photo[]): void {
    if (this.facts) this.facts.photos = photos;
    this.paper.take(photos);
  }

  private async ask(place: number): Promise<Facts | null> {
    try {
      const answer = await fetch(this.asked(this.address(place)), { headers: { Accept: "application/json" } });
      if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) {
        document.body.dispatchEvent(new CustomEvent("khoso:worked"));
        return (await answer.json()) as Facts;
      }
      // Signed out: what is not saved is kept, and the sign-in page leads back here.
      if (answer.redirected) location.reload();
    } catch {
      this.trouble();
    }
    return null;
  }

  private wire(): void {
    this.desk.addEventListener("click", (event) => {
      const target = event.target as Element;
      const hit = (name: string): HTMLElement | null => target.closest<HTMLElement>(`[data-${name}]`);
      const kind = this.kinds.find((one) => one.code === hit("kind")?.dataset.kind);
      if (kind) void this.mark(kind);
      const severity = hit("severity")?.dataset.severity;
      if (severity) void this.change({ severity });
      const defect = hit("defect")?.dataset.defect;
      if (defect) this.choose(Number(defect));
      if (hit("box")) this.draw();
      if (hit("undo")) void this.undo();
      const photo = hit("photo")?.dataset.photo;
      if (photo) this.paper.show(Number(photo));
      const box = hit("show-box")?.dataset.showBox;
      if (box) this.image.show(JSON.parse(box) as Box);
    });
    const note = this.note();
    note?.addEventListener("input", () => {
      window.clearTimeout(this.noteTimer);
      this.noteTimer = window.setTimeout(() => this.saveNote(), 700);
    });
    note?.addEventListener("blur", () => this.saveNote());
    note?.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" && !(event.key === "Enter" && !event.shiftKey)) return;
      event.preventDefault();
      event.stopPropagation();
      note.blur();
    });
    this.desk.querySelector<HTMLInputElement>("[data-photo-file]")?.addEventListener("change", (event) => void this.addPhoto(event.target as HTMLInputElement));
    // Past what the screen's picture has, the page is asked for as sharp as it is.
    this.image.osd.addHandler("zoom", () => {
      const sharp = this.facts && !this.facts.image.includes("net=1") && this.image.osd.viewport.getZoom(true) * this.image.osd.viewport.getContainerSize().x > 2000;
      if (sharp && Math.max(this.facts!.width, this.facts!.height) > 2600) this.sharpen();
    });
  }

  private sharpen(): void {
    const facts = this.facts!;
    facts.image += "&net=1";
    const view = this.image.osd.viewport.getBounds();
    this.image.osd.addOnceHandler("open", () => {
      this.image.osd.viewport.fitBounds(view, true);
      this.showDefects();
    });
    this.image.open({ number: facts.page, info_url: facts.image, width: facts.width, height: facts.height });
  }

  private choose(id: number): void {
    this.saveNote();
    this.chosen = id;
    this.showDefects();
    const box = this.defect()?.box;
    if (box) this.image.show(box);
  }

  private async addPhoto(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    if (!file) return;
    const place = this.place;
    input.value = "";
    this.say("saving");
    const sent = await sendPhoto(this.asked(`${this.address(place)}/anh-giay`), file);
    if (!sent) return this.trouble();
    this.after(place, sent, "saved");
    if (sent.ok && place === this.place) this.paper.show(0);
  }

  private trouble(): void {
    const trouble = document.querySelector<HTMLElement>("#trouble");
    if (trouble) trouble.textContent = trouble.dataset.text!;
  }

  private address(place: number): string {
    return `${this.screen.dataset.base}/${this.index.file(place)[0]}/${this.index.page(place)}`;
  }

  private asked(url: string): string {
    return this.screen.dataset.lot ? `${url}?lo=${this.screen.dataset.lot}` : url;
  }

  private part(selector: string): HTMLElement {
    return this.desk.querySelector<HTMLElement>(selector)!;
  }
}

function text(tag: string, words: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}
