interface Side { dossiers: number; sheets: number; pages: bigint; blocked: number; unpaged: number }

/** Walking the cut-off year: both sides are summed from the numbers of the table the moment the year moves. */
export function cutoffWalk(): void {
  const tool = document.querySelector<HTMLElement>("[data-cutoff]");
  const slider = tool?.querySelector<HTMLInputElement>("input[type=range]");
  if (!tool || !slider) return;
  const price = tool.querySelector<HTMLInputElement>("[data-price]")!;
  const years = [...tool.querySelectorAll<HTMLElement>("[data-year-row]")].map((row) => ({
    year: Number(row.dataset.yearRow),
    dossiers: Number(row.dataset.dossiers),
    sheets: Number(row.dataset.sheets),
    pages: BigInt(row.dataset.pages!),
    blocked: Number(row.dataset.blocked),
    unpaged: Number(row.dataset.unpaged),
  }));
  const written = new Intl.NumberFormat("vi-VN");

  const sum = (wanted: (year: number) => boolean): Side => {
    const side: Side = { dossiers: 0, sheets: 0, pages: 0n, blocked: 0, unpaged: 0 };
    for (const one of years.filter((each) => wanted(each.year))) {
      side.dossiers += one.dossiers;
      side.sheets += one.sheets;
      side.pages += one.pages;
      side.blocked += one.blocked;
      side.unpaged += one.unpaged;
    }
    return side;
  };

  /** The price as a person types it (1.250,5) in hundredths of a đồng; null when it is no price. */
  const hundredths = (): bigint | null => {
    const plain = price.value.trim().replace(/\s|\./g, "");
    const match = /^(\d{1,10})(?:,(\d{1,2}))?$/.exec(plain);
    return match ? BigInt(match[1]) * 100n + BigInt((match[2] ?? "").padEnd(2, "0")) : null;
  };

  const say = (name: string, side: Side, each: bigint | null): void => {
    const box = tool.querySelector<HTMLElement>(`[data-side="${name}"]`)!;
    const put = (part: string, text: string): void => {
      box.querySelector<HTMLElement>(`[data-part="${part}"]`)!.textContent = text;
    };
    put("dossiers", written.format(side.dossiers));
    put("sheets", written.format(side.sheets));
    put("pages", written.format(side.pages));
    put("blocked", written.format(side.blocked));
    put("cost", each === null ? "–" : written.format((side.pages * each + 50n) / 100n));
    const unpaged = box.querySelector<HTMLElement>("[data-unpaged]")!;
    unpaged.hidden = !side.unpaged;
    put("unpaged", written.format(side.unpaged));
  };

  const walk = (): void => {
    const year = Number(slider.value);
    const each = hundredths();
    price.setAttribute("aria-invalid", String(each === null));
    say("after", sum((one) => one >= year), each);
    say("before", sum((one) => one < year), each);
    // A row without a year is not a number: it lies on neither side.
    say("unknown", sum(Number.isNaN), each);
    for (const bar of tool.querySelectorAll<SVGElement>("[data-bar]")) {
      bar.classList.toggle("is-before", Number(bar.dataset.bar) < year);
    }
    for (const row of tool.querySelectorAll<HTMLElement>("[data-year-row]")) {
      row.classList.toggle("is-before", Number(row.dataset.yearRow) < year);
    }
    const mark = tool.querySelector<SVGElement>("[data-mark]");
    const at = tool.querySelector<SVGElement>(`[data-bar="${year}"]`)?.dataset.x;
    if (mark && at) mark.setAttribute("transform", `translate(${at} 0)`);
    for (const said of tool.querySelectorAll<HTMLElement>("[data-year]")) said.textContent = String(year);
    for (const field of document.querySelectorAll<HTMLInputElement>("[data-year-field]")) field.value = String(year);
    for (const field of document.querySelectorAll<HTMLInputElement>("[data-price-field]")) field.value = price.value;
  };

  slider.addEventListener("input", walk);
  price.addEventListener("input", walk);
  for (const step of tool.querySelectorAll<HTMLButtonElement>("[data-step]")) {
    step.hidden = false;
    step.addEventListener("click", () => {
      slider.value = String(Number(slider.value) + Number(step.dataset.step));
      walk();
    });
  }
  walk();
}
