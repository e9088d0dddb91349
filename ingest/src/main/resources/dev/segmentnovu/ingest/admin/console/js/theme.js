/** Light, dark, or as the system has it. index.html applies the choice before anything is painted. */
import { Value } from "./value.js";

const KEY = "relay.theme";

function stored() {
  try {
    return localStorage.getItem(KEY) ?? "system";
  } catch {
    return "system";
  }
}

/** @type {Value<"system" | "light" | "dark">} */
export const theme = new Value(stored());

/** Changes with the colours, whatever changes them. */
export const colours = new Value(0);

/** @param {"system" | "light" | "dark"} name */
export function useTheme(name) {
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  try {
    if (name === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, name);
  } catch {
    // then it lasts until the page is left
  }
  theme.set(name);
  colours.set(colours.get() + 1);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => colours.set(colours.get() + 1));
