/**
 * Says two minutes before that a session nobody works in is about to end, and counts down.
 *
 * The server decides: it is asked how long is left, which is no work. Work in another tab is heard of there.
 */
export function watchSession(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#session-dialog");
  if (!dialog) return;
  const { left, warning, state, goOn, after } = dialog.dataset as Record<string, string>;
  const clock = dialog.querySelector<HTMLElement>("[data-clock]")!;
  const spoken = dialog.querySelector<HTMLElement>("[data-spoken]")!;
  const before = Number(warning);
  let ends = performance.now() + Number(left) * 1000;
  let timer = 0;

  const seconds = () => Math.max(0, Math.round((ends - performance.now()) / 1000));
  const plan = (in_ms: number) => {
    clearTimeout(timer);
    timer = window.setTimeout(look, Math.max(250, in_ms));
  };

  async function ask(): Promise<void> {
    try {
      const answer = await fetch(state, { headers: { "X-Khoso-Background": "1", Accept: "application/json" } });
      if (answer.ok) ends = performance.now() + Number((await answer.json()).left) * 1000;
    } catch {
      // Without the server nobody knows better; what was counted so far holds.
    }
  }

  async function look(): Promise<void> {
    // Timers of a tab in the background come late, and the machine may have slept: ask before saying anything.
    if (!dialog!.open && seconds() <= before + 1) await ask();
    const rest = seconds();
    if (rest <= 0) {
      await ask();
      if (seconds() <= 0) return leave();
    }
    if (rest > before) {
      if (dialog!.open) dialog!.close();
      return plan((rest - before) * 1000);
    }
    clock.textContent = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    if (!dialog!.open) {
      spoken.textContent = clock.textContent;
      dialog!.showModal();
    }
    // Work in another tab keeps this one too.
    if (rest % 15 === 0) await ask();
    plan(1000);
  }

  function leave(): void {
    location.assign(after);
  }

  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("[data-go-on]")!.addEventListener("click", async () => {
    const token = dialog.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value;
    const answer = await fetch(goOn, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" } });
    if (!answer.ok) return leave();
    ends = performance.now() + Number((await answer.json()).left) * 1000;
    dialog.close();
    plan((seconds() - before) * 1000);
  });

  // Work on this page without loading another one: what a screen sends by itself, fragments asked for by a person.
  document.body.addEventListener("khoso:worked", () => {
    ends = Math.max(ends, performance.now() + Number(dialog.dataset.whole) * 1000);
    plan((seconds() - before) * 1000);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, successful } = (event as CustomEvent).detail;
    if (successful && requestConfig?.headers?.["X-Khoso-Background"] !== "1") {
      ends = Math.max(ends, performance.now() + Number(dialog.dataset.whole) * 1000);
      plan((seconds() - before) * 1000);
    }
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void look();
  });
  plan((seconds() - before) * 1000);
}

/** What a page asks for by itself, again and again, is not work: it says so, and the session rests on. */
export function markBackground(): void {
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { triggeringEvent, headers } = (event as CustomEvent).detail;
    if (!triggeringEvent || triggeringEvent.type === "load") headers["X-Khoso-Background"] = "1";
  });
}
