/** Counting paper: keys that go from dossier to dossier, whole rows of boxes ticked, labels read by the camera. */

interface Detected {
  rawValue: string;
}
interface Detector {
  detect(source: HTMLVideoElement): Promise<Detected[]>;
}
type DetectorMaker = new (options: { formats: string[] }) => Detector;

const LOOK_EVERY = 250;

export function paperCounts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("[data-paper-count]")) countForm(form);
  for (const table of document.querySelectorAll<HTMLTableElement>("[data-paper-range]")) boxTable(table);
  const camera = document.querySelector<HTMLElement>("[data-paper-camera]");
  if (camera) cameraOf(camera);
  const send = document.querySelector<HTMLFormElement>("[data-paper-send]");
  send?.querySelector("input[type=file]")?.addEventListener("change", () => send.requestSubmit());
}

function countForm(form: HTMLFormElement): void {
  const inputs = [...form.querySelectorAll<HTMLInputElement>("[data-paper-sheets]")];
  const mark = (input: HTMLInputElement): void => {
    const expected = input.dataset.paperSheets;
    input.closest(".paper-line")?.classList.toggle("is-other", Boolean(expected) && input.value !== expected);
  };
  for (const [place, input] of inputs.entries()) {
    mark(input);
    input.addEventListener("input", () => mark(input));
    input.addEventListener("focus", () => input.select());
    input.addEventListener("keydown", (event) => {
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const next = step ? inputs[place + step] : undefined;
      if (!next) return;
      event.preventDefault();
      next.focus();
    });
  }
  // A dossier that is not there has no sheets to count.
  form.addEventListener("change", (event) => {
    const select = event.target as HTMLSelectElement;
    if (!select.name?.startsWith("co-")) return;
    select.closest(".paper-line")?.classList.toggle("is-away", select.value !== "here");
  });
}

/** One tick for all, and a whole run of boxes with Shift held down. */
function boxTable(table: HTMLTableElement): void {
  const boxes = [...table.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]")];
  const all = table.querySelector<HTMLInputElement>("[data-paper-all]");
  let last = -1;
  if (all && boxes.length) {
    all.hidden = false;
    all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  }
  for (const [place, box] of boxes.entries()) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last >= 0)
        for (const one of boxes.slice(Math.min(last, place), Math.max(last, place) + 1)) one.checked = box.checked;
      last = place;
    });
  }
}

/** Where the browser reads codes itself, the label is read from the running picture; elsewhere this part stays hidden. */
function cameraOf(part: HTMLElement): void {
  const maker = (window as unknown as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  if (!maker || !navigator.mediaDevices?.getUserMedia) return;
  const video = part.querySelector<HTMLVideoElement>("[data-paper-video]")!;
  const said = part.querySelector<HTMLElement>("[data-paper-said]")!;
  const start = part.querySelector<HTMLButtonElement>("[data-paper-start]")!;
  const code = document.querySelector<HTMLInputElement>("#ma-nhan")!;
  part.hidden = false;
  start.addEventListener("click", async () => {
    let stream: MediaStream;
    let detector: Detector;
    try {
      detector = new maker({ formats: ["qr_code"] });
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    } catch {
      said.textContent = said.dataset.refused!;
      return;
    }
    video.srcObject = stream;
    video.hidden = false;
    start.hidden = true;
    said.textContent = said.dataset.looking!;
    await video.play();
    const look = window.setInterval(async () => {
      const found = await detector.detect(video).catch(() => []);
      // Only our own labels are followed: an address of a stranger is not opened.
      const ours = found.find((one) => one.rawValue.startsWith(`${location.origin}/n/`));
      if (!ours) return;
      window.clearInterval(look);
      for (const track of stream.getTracks()) track.stop();
      code.value = ours.rawValue;
      code.form!.requestSubmit();
    }, LOOK_EVERY);
  });
}
