/** Modal dialogs, which give the focus back when they close. */
import { route } from "../router.js";
import { session } from "../session.js";

/**
 * Opens a dialog. It leaves the page when it closes, and closes when the address changes or a token is needed: what it is about is
 * no longer there then.
 *
 * @param {(dialog: HTMLDialogElement) => void} fill renders its content
 * @param {{labelledBy: string, small?: boolean, closed?: () => void}} options
 * @returns {HTMLDialogElement}
 */
export function openDialog(fill, { labelledBy, small = false, closed = () => {} }) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", labelledBy);
  dialog.classList.toggle("small-dialog", small);
  const before = document.activeElement;
  const stops = [route.follow(() => dialog.close()), session.follow((now) => now.state === "in" || dialog.close())];
  dialog.addEventListener("close", () => {
    for (const stop of stops) stop();
    dialog.remove();
    closed();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  // a click beside the dialog closes it
  dialog.addEventListener("mousedown", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  fill(dialog);
  dialog.showModal();
  return dialog;
}
