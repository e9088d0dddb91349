/** Modal dialogs, which give the focus back when they close. */

/**
 * Opens a dialog. It leaves the page when it closes.
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
  dialog.addEventListener("close", () => {
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
