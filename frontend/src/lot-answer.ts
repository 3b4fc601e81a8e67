/** Answering a field by keys: Enter says it is right, a digit says which defect it has. Typing in a box stays typing. */
export function lotAnswer(): void {
  const answer = document.querySelector("[data-lot-answer]");
  if (!answer) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target instanceof Element && event.target.closest("input, select, textarea, button, a")) return;
    const button = answer.querySelector<HTMLButtonElement>(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
