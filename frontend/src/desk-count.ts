/** Counts the keys pressed and the seconds a form is in view of somebody at work. */

// Whoever touches nothing for so long has left the machine: what passes then is no time of work.
const IDLE = 60_000;

export class Count {
  private keys = 0;
  private seen = 0;
  private touched = performance.now();
  private looked = performance.now();
  private readonly clock: number;

  constructor(
    private readonly form: HTMLFormElement,
    signal: AbortSignal,
  ) {
    const touch = (): void => void (this.touched = performance.now());
    document.addEventListener("keydown", () => ((this.keys += 1), touch(), this.show()), { capture: true, signal });
    for (const kind of ["pointermove", "pointerdown", "wheel"]) {
      document.addEventListener(kind, touch, { capture: true, passive: true, signal });
    }
    document.addEventListener("visibilitychange", () => this.look(), { signal });
    this.clock = window.setInterval(() => this.look(), 1000);
    signal.addEventListener("abort", () => window.clearInterval(this.clock));
    this.show();
  }

  /** Puts what was counted into the form that is about to be sent. */
  write(): void {
    this.look();
    const put = (name: string, value: number): void => {
      const field = this.form.querySelector<HTMLInputElement>(`[data-${name}]`);
      if (field) field.value = String(value);
    };
    put("seconds", Math.max(1, Math.round(this.seen / 1000)));
    put("keys", this.keys);
  }

  private look(): void {
    const now = performance.now();
    // A clock that was slowed down while the page was hidden tells of one moment, not of all that passed.
    if (!document.hidden && now - this.touched < IDLE) this.seen += Math.min(now - this.looked, 2000);
    this.looked = now;
    this.show();
  }

  private show(): void {
    const place = this.form.querySelector<HTMLElement>("[data-pace]");
    if (!place) return;
    const words = place.dataset.words ?? "";
    place.textContent = words.replace("{keys}", String(this.keys)).replace("{seconds}", String(Math.round(this.seen / 1000)));
  }
}
