/** A form or submit button with `data-confirm="…?"` asks first, in the page's own dialog. */
export function confirmBeforeSubmit(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#confirm-dialog");
  if (!dialog) return;
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const button = (event as SubmitEvent).submitter;
    const asking = button?.dataset.confirm ? button : form;
    if (!asking.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopPropagation();
    dialog.querySelector("[data-question]")!.textContent = asking.dataset.confirm;
    const yes = dialog.querySelector<HTMLButtonElement>("[value=yes]")!;
    yes.textContent = asking.dataset.confirmLabel ?? yes.dataset.label!;
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        form.dataset.confirmed = "yes";
        form.requestSubmit(button);
        delete form.dataset.confirmed;
      },
      { once: true },
    );
  }, { capture: true });
}
