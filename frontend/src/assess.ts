/** The short form of an assessment by keyboard: a group, a class, the hints of the facts, then Enter. */
export function assessForms(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-assess]");
  if (!form) return;
  const radio = (name: string, value: string): HTMLInputElement | null =>
    form.querySelector<HTMLInputElement>(`input[name="${name}"][value="${value}"]`);

  const showGroup = (): void => {
    const chosen = form.querySelector<HTMLInputElement>('input[name="group"]:checked')?.value;
    for (const group of form.querySelectorAll<HTMLElement>("[data-group]")) {
      group.classList.toggle("is-chosen", group.dataset.group === chosen);
    }
  };

  const choose = (name: string, value: string): void => {
    const control = radio(name, value);
    if (!control) return;
    control.checked = true;
    control.focus();
    showGroup();
  };

  const take = form.querySelector<HTMLButtonElement>("[data-take-hints]");
  const takeHints = (): void => {
    for (const control of form.querySelectorAll<HTMLInputElement>("[data-hint]")) control.checked = true;
    // What closes weighs more than what opens.
    const groups = new Set([...form.querySelectorAll<HTMLElement>("[data-group]")]
      .filter((group) => group.querySelector("[data-hint]"))
      .map((group) => group.dataset.group!));
    const group = ["2", "3", "1"].find((one) => groups.has(one));
    if (group) choose("group", group);
    form.querySelector<HTMLButtonElement>(".ks-assess-do .btn-primary")?.focus();
  };
  if (take) {
    take.hidden = false;
    take.addEventListener("click", takeHints);
  }

  form.addEventListener("change", (event) => {
    const control = event.target as HTMLInputElement;
    const group = control.closest<HTMLElement>("[data-group]")?.dataset.group;
    const none = !form.querySelector('input[name="group"]:checked');
    if (control.name === "criteria" && control.checked && group && none) radio("group", group)!.checked = true;
    showGroup();
  });
  showGroup();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = event.target as HTMLElement;
    if (target.closest("textarea, select, dialog, input:not([type=radio]):not([type=checkbox])")) return;
    const key = event.key.toLowerCase();
    if ("123".includes(key)) choose("group", key);
    else if ("abcd".includes(key)) choose("risk_class", key.toUpperCase());
    else if (key === "g" && take) takeHints();
    else if (key === "s") document.querySelector<HTMLAnchorElement>("a[data-skip]")?.click();
    else if (key === "enter" && !target.closest("a, button, summary")) form.requestSubmit();
    else return;
    event.preventDefault();
  });
}
