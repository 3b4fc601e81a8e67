type Json = Record<string, unknown>;

/** Forms with `data-passkey="create|get"` ask the browser for a passkey before they are sent. */
export function passkeyForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    form.addEventListener("submit", (event) => {
      const field = form.querySelector<HTMLInputElement>("[name=credential]")!;
      event.preventDefault();
      void ask(form, field);
    });
  }
}

async function ask(form: HTMLFormElement, field: HTMLInputElement): Promise<void> {
  const trouble = form.querySelector<HTMLElement>("[data-trouble]")!;
  trouble.textContent = "";
  try {
    const options = JSON.parse(document.getElementById(form.dataset.options!)!.textContent!) as Json;
    const credential = form.dataset.passkey === "create" ? await create(options) : await get(options);
    field.value = JSON.stringify(credential);
    form.submit();
  } catch {
    // Refused, timed out, or no such device: the person chooses again.
    trouble.textContent = trouble.dataset.words!;
  }
}

async function create(options: Json): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    (options.creation_options as Json).publicKey as PublicKeyCredentialCreationOptionsJSON,
  );
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  return made.toJSON();
}

async function get(options: Json): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    (options.request_options as Json).publicKey as PublicKeyCredentialRequestOptionsJSON,
  );
  const found = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return found.toJSON();
}
