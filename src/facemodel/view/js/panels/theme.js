// Light or dark: the theme of JupyterLab, VS Code or marimo where there is one, else the system's.

/** Whether the page behind an element is dark. */
export function isDark(element) {
  const page = element.ownerDocument;
  const { jpThemeLight, vscodeThemeKind } = page.body.dataset;
  if (jpThemeLight) return jpThemeLight === "false";
  if (vscodeThemeKind) return !vscodeThemeKind.endsWith("light");
  if (page.body.matches(".dark-theme, .light-theme")) return page.body.matches(".dark-theme"); // marimo
  return page.defaultView.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Calls back when that may have changed; returns stop. */
export function watchTheme(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind", "class"] });
  const query = window.matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", changed);
  };
}
