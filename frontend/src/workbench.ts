import { readBoxes } from "./boxes";
import { Count } from "./desk-count";
import { FROM_DESK, fetchAhead, fetchPage, type Next } from "./desk-next";
import { keepDraftsIn } from "./draft";
import { PageImage, wireTools, type Page } from "./page-image";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

// Well within the minutes for which an item is held.
const HOLD_EVERY = 60_000;
// First the pictures of this item; then those of the next.
const AHEAD_AFTER = 400;
const PARTS = [".ks-reading-head", "[data-workbench]"];

/** The confirming screen: the focused field lights its place on the page; Tab and Enter are enough. */
export function start(screen: HTMLElement): void {
  addEventListener("popstate", () => location.reload());
  new Desk(screen);
}

/** One item at the workbench, until the next one takes its place. */
class Desk {
  private readonly form: HTMLFormElement;
  private readonly rows: HTMLElement[];
  private readonly pages: Page[];
  private readonly image: PageImage;
  private readonly gone = new AbortController();
  private readonly count: Count;
  private ahead?: Promise<Next>;
  private aheadAddress = "";

  constructor(private readonly screen: HTMLElement) {
    this.image = new PageImage(screen.querySelector<HTMLElement>("[data-image]")!, true);
    wireTools(screen, this.image);
    this.pages = JSON.parse(screen.dataset.pages ?? "[]") as Page[];
    this.form = screen.querySelector<HTMLFormElement>("form[data-fields]")!;
    this.rows = [...this.form.querySelectorAll<HTMLElement>("[data-field]")];
    this.count = new Count(this.form, this.gone.signal);
    this.listen();
    this.openPage(Number(screen.dataset.pageNumber) || this.pages[0]?.number || 1);
    this.begin();
    if (screen.dataset.next) window.setTimeout(() => this.look(), AHEAD_AFTER);
    if (screen.dataset.hold) {
      const again = window.setInterval(() => document.hidden || void this.hold(), HOLD_EVERY);
      this.gone.signal.addEventListener("abort", () => window.clearInterval(again));
    }
  }

  private begin(): void {
    const first = this.rows.find((row) => row.querySelector(".is-invalid")) ?? this.rows.find((row) => this.isStop(row));
    if (first) return this.focus(first);
    this.form.querySelector<HTMLElement>("[data-confirm-all]")?.focus();
  }

  private listen(): void {
    const { form, screen } = this;
    form.addEventListener("focusin", (event) => {
      const row = (event.target as Element).closest<HTMLElement>("[data-field]");
      if (row) this.light(row);
    });
    form.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-value]");
      if (button) this.take(button.closest<HTMLElement>("[data-field]")!, button);
    });
    // Wherever the focus is: after a click on the picture the keys still belong to the form.
    document.addEventListener("keydown", (event) => this.onKey(event), { signal: this.gone.signal });
    screen.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-open-page]");
      if (button) this.openPage(Number(button.dataset.openPage));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // A key held down must not confirm twice.
      if (form.getAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      void this.send((event as SubmitEvent).submitter as HTMLButtonElement | null);
    });
    addEventListener("pageshow", () => form.removeAttribute("aria-busy"), { signal: this.gone.signal });
  }

  private onKey(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (target.closest("dialog")) return;
    const row = target.closest<HTMLElement>("[data-field]");
    const act = this.actOf(event, row, target);
    if (!act) return;
    event.preventDefault();
    act();
  }

  private actOf(event: KeyboardEvent, row: HTMLElement | null, target: Element): (() => void) | null {
    const inForm = this.form.contains(target) || target === document.body;
    if (event.key === "Enter" && event.ctrlKey) return inForm ? () => this.confirm() : null;
    if (event.altKey && !event.ctrlKey) {
      const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
      if (digit && row) return () => this.choose(row, `[data-choice="${digit}"]`);
      if (event.code === "KeyE" && row) return () => this.choose(row, "[data-register]");
      if (event.code === "KeyZ" && this.screen.dataset.back) return () => location.assign(this.screen.dataset.back!);
      if (event.code === "KeyS") return () => this.unfold();
      return null;
    }
    const plain = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey;
    return plain && row && !target.closest("button, a, summary") ? () => this.advance(row) : null;
  }

  private isStop(row: HTMLElement): boolean {
    return row.dataset.stop !== undefined || row.dataset.doubt !== undefined;
  }

  private openPage(number: number): void {
    const page = this.pages.find((candidate) => candidate.number === number);
    if (!page || this.image.shown === number) return;
    this.image.open(page);
    for (const button of this.screen.querySelectorAll<HTMLElement>("[data-open-page]")) {
      button.setAttribute("aria-current", String(Number(button.dataset.openPage) === number));
    }
    const doubts = this.rows.filter((row) => Number(row.dataset.page) === number && row.dataset.doubt !== undefined);
    this.image.mark(doubts.flatMap((row) => readBoxes(row.dataset.box).map((box) => ({ box }))), "doubt");
  }

  private light(row: HTMLElement): void {
    this.rows.forEach((other) => other.classList.toggle("is-lit", other === row));
    if (row.dataset.page) this.openPage(Number(row.dataset.page));
    const [box] = readBoxes(row.dataset.box);
    this.image.mark(box ? [{ box }] : [], "focus");
    if (box) this.image.show(box);
  }

  /** From one doubt to the next; after the last the rest is already accepted. In a sure field: the next field. */
  private advance(row: HTMLElement): void {
    row.classList.add("is-seen");
    const rest = this.rows.slice(this.rows.indexOf(row) + 1);
    const next = this.isStop(row) ? rest.find((other) => this.isStop(other)) : rest[0];
    if (next) this.focus(next);
    else this.confirm();
  }

  private confirm(): void {
    const button = this.form.querySelector<HTMLButtonElement>("[data-confirm-all]");
    if (button) this.form.requestSubmit(button);
  }

  private focus(row: HTMLElement): void {
    const folded = row.closest<HTMLDetailsElement>("details:not([open])");
    if (folded) folded.open = true;
    const field = row.querySelector<Control>("[data-control]");
    field?.focus();
    if (field instanceof HTMLInputElement && field.type === "text") field.select();
  }

  private unfold(): void {
    const folded = this.form.querySelector<HTMLDetailsElement>("[data-sure]");
    if (!folded) return;
    folded.open = !folded.open;
    const first = folded.open ? folded.querySelector<HTMLElement>("[data-field]") : this.rows.find((row) => this.isStop(row));
    if (first) this.focus(first);
  }

  private choose(row: HTMLElement, which: string): void {
    const button = row.querySelector<HTMLElement>(which);
    if (button) this.take(row, button);
  }

  private take(row: HTMLElement, button: HTMLElement): void {
    const field = row.querySelector<Control>("[data-control]");
    const value = button.dataset.value!;
    if (!field) return;
    if (field instanceof HTMLSelectElement) {
      const choice = [...field.options].find((option) => option.value === value || option.text === value);
      if (!choice) return;
      field.value = choice.value;
    } else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    row.classList.add("is-taken");
    row.querySelectorAll("[data-value]").forEach((other) => other.classList.toggle("is-chosen", other === button));
    field.focus();
  }

  private async send(button: HTMLButtonElement | null): Promise<void> {
    this.count.write();
    const body = new FormData(this.form);
    const address = button?.hasAttribute("formaction") ? button.formAction : this.form.action;
    try {
      const answer = await fetch(address, { method: "POST", body, headers: FROM_DESK, credentials: "same-origin" });
      if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
        const told = (await answer.json()) as { said: string; progress: string };
        await this.goOn(told);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // Not one of our screens (signed out, gone): the browser shows what the server says of it.
      if (!page.querySelector("[data-workbench]")) location.assign(location.href);
      else this.swap({ url: "", page }, page.querySelector("[role=alert], .invalid-feedback")?.textContent ?? "");
    } catch {
      this.form.removeAttribute("aria-busy");
      this.say(document.querySelector<HTMLElement>("[data-said]")?.dataset.lost ?? "", true);
    }
  }

  private async goOn(told: { said: string; progress: string }): Promise<void> {
    const next = await (this.ahead ?? fetchPage(this.screen.dataset.next!)).catch(() => null);
    if (!next?.page.querySelector("[data-workbench]")) {
      location.assign(next?.url ?? this.screen.dataset.next!);
      return;
    }
    history.pushState(null, "", next.url);
    this.swap(next, told.said, told.progress);
  }

  /** Another item, or this one with what is wrong with it, in the place of this one. */
  private swap(next: Next, said: string, progress = ""): void {
    this.gone.abort();
    this.image.close();
    for (const part of PARTS) {
      const fresh = next.page.querySelector(part);
      const old = document.querySelector(part);
      if (fresh && old) old.replaceWith(document.adoptNode(fresh));
    }
    document.title = next.page.title;
    const place = document.querySelector<HTMLElement>("[data-progress]");
    if (place && progress) place.textContent = progress;
    const screen = document.querySelector<HTMLElement>("[data-workbench]")!;
    keepDraftsIn(screen);
    const desk = new Desk(screen);
    desk.say(said);
    // What was fetched ahead is before somebody now.
    if (next.url && screen.dataset.hold) void desk.hold();
  }

  private say(text: string, isTrouble = false): void {
    const place = document.querySelector<HTMLElement>("[data-said]");
    if (!place) return;
    place.textContent = text;
    place.classList.toggle("visually-hidden", !isTrouble);
    place.classList.toggle("desk-trouble", isTrouble);
  }

  private look(): void {
    if (this.gone.signal.aborted) return;
    this.ahead = fetchAhead(this.screen.dataset.next!);
    this.ahead.then((next) => (this.aheadAddress = next.url)).catch(() => (this.ahead = undefined));
  }

  private async hold(): Promise<void> {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value);
    body.set("ahead", this.aheadAddress);
    const answer = await fetch(this.screen.dataset.hold!, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || this.gone.signal.aborted) return;
    const told = (await answer.json()) as { held: boolean; by: string };
    if (!told.held) this.say((this.screen.dataset.heldWords ?? "").replace("{name}", told.by), true);
  }
}
