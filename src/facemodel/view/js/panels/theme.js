// Light or dark: JupyterLab's theme where there is one, else the system's.

/** Whether the page behind an element is dark. */
export function isDark(element) {
  const page = element.ownerDocument;
  const said = page.body.dataset.jpThemeLight;
  if (said) return said === "false";
  return page.defaultView.matchMedia("(prefers-color-scheme: dark)").matches;
}

/** Calls back when that may have changed; returns stop. */
export function watchTheme(changed) {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const query = window.matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    query.removeEventListener("change", changed);
  };
}
