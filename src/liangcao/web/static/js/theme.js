// @ts-check
// The colour switch without a new page: auto, dark, light, and round again. Without script its link does the same.

const AFTER = /** @type {Record<string, string>} */ ({ auto: "dark", dark: "light", light: "auto" });
const ICON = /** @type {Record<string, string>} */ ({ auto: "auto", dark: "moon", light: "sun" });
const A_YEAR = 365 * 24 * 3600;

/**
 * @param {HTMLElement} link the switch
 * @param {string} theme auto, light or dark
 */
function choose(link, theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `theme=${theme}; path=/; max-age=${A_YEAR}; samesite=lax`;
  const scheme = document.querySelector('meta[name="color-scheme"]');
  scheme?.setAttribute("content", theme === "auto" ? "light dark" : theme);
  link.setAttribute("aria-label", link.dataset[`label${theme[0].toUpperCase()}${theme.slice(1)}`] ?? theme);
  const use = link.querySelector("use");
  use?.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*/, `#${ICON[theme]}`));
}

export function startTheme() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("[data-theme-switch]");
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    choose(link, AFTER[document.documentElement.dataset.theme ?? "auto"] ?? "dark");
  });
}
