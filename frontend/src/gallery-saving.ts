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
  ) {
    const person = document.querySelector<HTMLElement>("#session-dialog")?.dataset.person ?? "";
    this.key = `khoso.draft:${person}:gallery:${screen.dataset.base}`;
    try {
      this.waiting = JSON.parse(sessionStorage.getItem(this.key) ?? "[]") as Task[];
    } catch {
      this.waiting = [];
    }
    addEventListener("beforeunload", (event) => {
      if (this.waiting.length) event.preventDefault();
    });
    this.tell();
  }

  /** One after the other: a box belongs to the mark that was sent before it. */
  send(url: string, fields: Record<string, string> = {}): Promise<Saved> {
    const answer = this.last.then(() => this.post({ url, fields }));
    this.last = answer;
    return answer;
  }

  async again(): Promise<boolean> {
    const tasks = this.waiting;
    this.waiting = [];
    let whole = true;
    for (const task of tasks) {
      const { ok, refused } = await this.post(task);
      whole &&= ok || !!refused;
    }
    return whole;
  }

  private async post(task: Task): Promise<Saved> {
    try {
      const answer = await fetch(task.url, {
        method: "POST",
        headers: { "X-CSRFToken": token(), Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(task.fields),
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

export function token(): string {
  const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  return headers["X-CSRFToken"] ?? "";
}
