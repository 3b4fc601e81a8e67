import { readBoxes } from "./boxes";
import { PageImage, wireTools, type Page } from "./page-image";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The confirming screen: the focused field lights its place on the page; Tab and Enter are enough. */
export function start(screen: HTMLElement): void {
  const image = new PageImage(screen.querySelector<HTMLElement>("[data-image]")!, true);
  wireTools(screen, image);
  const pages = JSON.parse(screen.dataset.pages ?? "[]") as Page[];
  const form = screen.querySelector<HTMLFormElement>("form[data-fields]")!;
  const rows = [...form.querySelectorAll<HTMLElement>("[data-field]")];
  const control = (row: HTMLElement): Control | null => row.querySelector<Control>("[data-control]");

  const openPage = (number: number): void => {
    const page = pages.find((candidate) => candidate.number === number);
    if (!page || image.shown === number) return;
    image.open(page);
    for (const button of screen.querySelectorAll<HTMLElement>("[data-open-page]")) {
      button.setAttribute("aria-current", String(Number(button.dataset.openPage) === number));
    }
    const links = rows.filter((row) => Number(row.dataset.page) === number && row.dataset.doubt !== undefined);
    image.mark(links.flatMap((row) => readBoxes(row.dataset.box).map((box) => ({ box }))), "doubt");
  };

  const light = (row: HTMLElement): void => {
    rows.forEach((other) => other.classList.toggle("is-lit", other === row));
    if (row.dataset.page) openPage(Number(row.dataset.page));
    const [box] = readBoxes(row.dataset.box);
    image.mark(box ? [{ box }] : [], "focus");
    if (box) image.show(box);
  };

  const advance = (row: HTMLElement): void => {
    row.classList.add("is-seen");
    // From one doubt to the next; after the last doubt the rest is already accepted. In a sure field: the next field.
    const rest = rows.slice(rows.indexOf(row) + 1);
    const next = row.dataset.doubt === undefined ? rest[0] : rest.find((other) => other.dataset.doubt !== undefined);
    if (next) focus(next);
    else form.requestSubmit();
  };

  const focus = (row: HTMLElement): void => {
    const field = control(row);
    field?.focus();
    if (field instanceof HTMLInputElement && field.type === "text") field.select();
  };

  const takeRegister = (row: HTMLElement): void => {
    const button = row.querySelector<HTMLElement>("[data-register]");
    const field = control(row);
    if (!button || !field) return;
    const value = button.dataset.register!;
    if (field instanceof HTMLSelectElement) {
      const choice = [...field.options].find((option) => option.value === value || option.text === value);
      if (!choice) return;
      field.value = choice.value;
    } else field.value = value;
    row.classList.add("is-taken");
    field.focus();
  };

  form.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-field]");
    if (row) light(row);
  });
  form.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-register]");
    if (button) takeRegister(button.closest<HTMLElement>("[data-field]")!);
  });
  form.addEventListener("keydown", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-field]");
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (row && event.altKey && event.code === "KeyE") {
      event.preventDefault();
      takeRegister(row);
    } else if (row && event.key === "Enter" && !event.shiftKey && !(event.target as Element).closest("button, a")) {
      event.preventDefault();
      advance(row);
    }
  });
  screen.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-open-page]");
    if (button) openPage(Number(button.dataset.openPage));
  });
  form.addEventListener("submit", (event) => {
    // A key held down must not confirm twice.
    if (form.getAttribute("aria-busy")) event.preventDefault();
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => form.removeAttribute("aria-busy"));

  openPage(Number(screen.dataset.pageNumber) || pages[0]?.number || 1);
  const first = rows.find((row) => row.querySelector(".is-invalid")) ?? rows.find((row) => row.dataset.doubt !== undefined) ?? rows[0];
  if (first) focus(first);
}
