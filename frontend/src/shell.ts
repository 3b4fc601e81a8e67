type Theme = "auto" | "light" | "dark";

/** The frame of every page: the navigation drawer on narrow screens. */
export const shell = () => ({
  open: false,
  toggle(): void {
    this.open = !this.open;
    holdFocus(this.open);
  },
  close(): void {
    if (!this.open) return;
    this.open = false;
    holdFocus(false);
  },
  get drawer(): string {
    return this.open ? "is-open" : "";
  },
  get expanded(): string {
    return String(this.open);
  },
});

/** While the drawer is open the page behind it is out of reach; closed, the focus is where it was opened. */
function holdFocus(open: boolean): void {
  const behind = document.querySelector<HTMLElement>(".ks-main");
  const drawer = document.querySelector<HTMLElement>(".ks-side");
  if (behind) behind.inert = open;
  if (open) {
    document.addEventListener("keydown", goRound);
    requestAnimationFrame(() => drawer?.querySelector<HTMLElement>("[data-close]")?.focus());
  } else {
    document.removeEventListener("keydown", goRound);
    document.querySelector<HTMLElement>(".ks-menu-button")?.focus();
  }
}

/** Tab at the end of the drawer, or from outside it, goes on at its beginning. */
function goRound(event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const stops = [...document.querySelectorAll<HTMLElement>(".ks-side :is(a[href], button)")].filter((one) => one.offsetParent);
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  const here = document.activeElement as HTMLElement;
  if (here !== from && stops.includes(here)) return;
  event.preventDefault();
  to?.focus();
}

/** Light, dark, or as the machine says. The choice stays in this browser. */
export const themeSwitch = () => ({
  theme: (localStorage.getItem("khoso.theme") ?? "auto") as Theme,
  init(): void {
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.apply());
  },
  choose(event: Event): void {
    this.theme = (event.currentTarget as HTMLElement).dataset.theme as Theme;
    localStorage.setItem("khoso.theme", this.theme);
    this.apply();
  },
  apply(): void {
    const machine = matchMedia("(prefers-color-scheme: dark)").matches;
    const dark = this.theme === "dark" || (this.theme === "auto" && machine);
    document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  },
  get isAuto(): boolean {
    return this.theme === "auto";
  },
  get isLight(): boolean {
    return this.theme === "light";
  },
  get isDark(): boolean {
    return this.theme === "dark";
  },
});

/** One message. Good news goes away by itself; a warning or an error stays until it is closed. */
export const toast = () => ({
  shown: true,
  init(): void {
    const element = (this as unknown as { $el: HTMLElement }).$el;
    if (element.dataset.stays === undefined) setTimeout(() => this.close(), 8000);
  },
  close(): void {
    this.shown = false;
  },
});
