type Task = { url: string; fields: Record<string, string> };
export type Saved = { ok: boolean; refused?: string; told?: Record<string, unknown> };

/**
 * What was said of pages goes to the server at once. What did not arrive is said to be unsaved, stays in this tab until
 * it does, and is sent again when asked; another person who signs in finds nothing of it.
 */
export class Saving {
  private readonly key: string;
  private waiting: Task[] = [];
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    screen: HTMLElement,
    private readonly changed: (unsaved: number) => void,
    private readonly arrived: (refusals: string[]) => void,
  ) {
    this.key = keyOf(screen);
    try {
      this.waiting = JSON.parse(sessionStorage.getItem(this.key) ?? "[]") as Task[];
    } catch {
      this.waiting = [];
    }
    addEventListener("beforeunload", (event) => {
      if (this.waiting.length) event.preventDefault();
    });
    // The line is back: what waits goes out by itself.
    addEventListener("online", () => void this.again());
    window.setInterval(() => void (this.waiting.length && navigator.onLine && this.again()), 15_000);
    this.tell();
  }

  get unsaved(): number {
    return this.waiting.length;
  }

  /** One after the other: a box belongs to the mark that was sent before it. */
  send(url: string, fields: Record<string, string> = {}): Promise<Saved> {
    const answer = this.last.then(() => this.post({ url, fields }));
    this.last = answer;
    return answer;
  }

  /** What waited goes out in its order; whether all of it arrived. */
  again(): Promise<boolean> {
    const answer = this.last.then(async () => {
      const tasks = this.waiting;
      this.waiting = [];
      const refusals: string[] = [];
      // It may have arrived although no answer came: the server is told, and marks nothing twice.
      for (const { url, fields } of tasks) {
        const { ok, refused } = await this.post({ url, fields: { ...fields, again: "1" } });
        if (!ok && refused) refusals.push(refused);
      }
      this.tell();
      const whole = !this.waiting.length;
      if (whole && tasks.length) this.arrived(refusals);
      return whole;
    });
    this.last = answer;
    return answer;
  }

  private async post(task: Task): Promise<Saved> {
    try {
      const answer = await fetch(task.url, {
        method: "POST",
        headers: { "X-CSRFToken": token(), Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(task.fields),
        // A tab closed meanwhile does not take the mark with it.
        keepalive: true,
      });
      const isData = (answer.headers.get("Content-Type") ?? "").includes("application/json");
      if (isData) {
        const told = (await answer.json()) as Record<string, unknown>;
        document.body.dispatchEvent(new CustomEvent("khoso:worked"));
        this.tell();
        return answer.ok ? { ok: true, told } : { ok: false, refused: String(told.refused ?? "") };
      }
    } catch {
      // No server: the same as a session that ended.
    }
    this.waiting.push(task);
    this.tell();
    return { ok: false };
  }

  private tell(): void {
    if (this.waiting.length) sessionStorage.setItem(this.key, JSON.stringify(this.waiting));
    else sessionStorage.removeItem(this.key);
    this.changed(this.waiting.length);
  }
}

/** Whether something in this tab waits to be saved since before the page was loaded. */
export function hasUnsaved(screen: HTMLElement): boolean {
  return sessionStorage.getItem(keyOf(screen)) !== null;
}

function keyOf(screen: HTMLElement): string {
  const person = document.querySelector<HTMLElement>("#session-dialog")?.dataset.person ?? "";
  return `khoso.draft:${person}:gallery:${screen.dataset.base}`;
}

export function token(): string {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  return headers["X-CSRFToken"] ?? "";
}
