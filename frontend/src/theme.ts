// Runs before the first paint (a blocking script), so that a dark room is never flashed white.
// Must not import anything: it is loaded as a classic script.
{
  const wish = localStorage.getItem("khoso.theme") ?? "auto";
  const dark = wish === "dark" || (wish === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
  document.documentElement.classList.add("has-script");
}
