import { token } from "./gallery-saving";
import { PageImage } from "./page-image";

export type Photo = { id: number | string; url: string; note: string; about: string };
export type Sent = { ok: boolean; refused?: string; told?: Record<string, unknown> };

/** Photos of the paper of one page, and the one that stands beside its scan. */
export class Paper {
  private image: PageImage | null = null;
  private photos: Photo[] = [];

  constructor(
    private readonly list: HTMLElement,
    private readonly host: HTMLElement,
  ) {}

  /** The photos of the page that is shown now; what stood beside the one before is put away or replaced. */
  take(photos: Photo[]): void {
    this.photos = photos;
    this.list.replaceChildren(
      ...photos.map((one, number) => {
        const line = document.createElement("li");
        const button = line.appendChild(document.createElement("button"));
        button.type = "button";
        button.dataset.photo = String(number);
        button.title = one.about;
        button.appendChild(document.createElement("span")).textContent = one.note || one.about;
        return line;
      }),
    );
    if (this.host.hidden) return;
    this.host.hidden = true;
    if (photos.length) this.show(0);
  }

  /** Puts a photo beside the scan; the one that stands there away. */
  show(number: number): void {
    const photo = this.photos[number];
    if (!this.host.hidden || !photo) {
      this.host.hidden = true;
      return;
    }
    this.host.hidden = false;
    this.image ??= new PageImage(this.host, false);
    this.image.open({ number, info_url: photo.url, width: 1000, height: 1400 });
  }
}

/** Sends a photo of the paper; null when the server did not answer. */
export async function sendPhoto(url: string, file: File): Promise<Sent | null> {
  const form = new FormData();
  form.set("photo", file);
  try {
    const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token(), Accept: "application/json" }, body: form });
    const told = (await answer.json()) as Record<string, unknown>;
    return { ok: answer.ok, refused: told.refused as string, told };
  } catch {
    return null;
  }
}
