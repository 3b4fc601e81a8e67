const PREFIX = "khoso.draft:";
const FIELDS = "input:not([type=hidden]):not([type=password]):not([type=file]), textarea, select";
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * Forms with `data-draft="…"` keep what is typed in this tab until they are sent, so that a session that ended takes
 * nothing away. The tab forgets when it is closed, and when another person signs in.
 */
export function keepDrafts(): void {
  const owner = document.querySelector<HTMLElement>("#session-dialog")?.dataset.person ?? "";
  if (owner) forgetOthers(owner);
  keepDraftsIn(document);
  document.addEventListener("submit", (event) => {
    // Signing out by hand leaves nothing for whoever sits down next.
    if ((event.target as HTMLFormElement).matches("[data-forget-drafts]")) forgetOthers("");
  });
}

/** The same for forms that came into the page later. */
export function keepDraftsIn(root: ParentNode): void {
  const owner = document.querySelector<HTMLElement>("#session-dialog")?.dataset.person ?? "";
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    if (owner) keep(form, `${PREFIX}${owner}:${form.dataset.draft}`);
  }
}

function keep(form: HTMLFormElement, key: string): void {
  const fields = [...form.querySelectorAll<Field>(FIELDS)].filter((field) => field.name);
  const given = JSON.stringify(read(fields));
  const kept = sessionStorage.getItem(key);
  if (kept && kept !== given) restore(form, fields, JSON.parse(kept) as Record<string, string>);
  form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(read(fields))));
  form.addEventListener("submit", () => sessionStorage.removeItem(key));
  // The server kept it while it was being typed.
  form.addEventListener("khoso:kept", () => sessionStorage.removeItem(key));
}

function restore(form: HTMLFormElement, fields: Field[], values: Record<string, string>): void {
  for (const field of fields) {
    const value = values[field.name];
    if (value === undefined || isChoice(field)) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const note = form.querySelector<HTMLElement>("[data-draft-note]");
  if (note) note.hidden = false;
}

const isChoice = (field: Field) => field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type);

const read = (fields: Field[]) =>
  Object.fromEntries(fields.filter((field) => !isChoice(field)).map((field) => [field.name, field.value]));

function forgetOthers(owner: string): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(PREFIX) && !(owner && key.startsWith(`${PREFIX}${owner}:`))) sessionStorage.removeItem(key);
  }
}
