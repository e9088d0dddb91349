/** Starts the console. */
import "./elements/shell.js";
import { showKeys } from "./elements/keys-dialog.js";
import { startKeys } from "./keys.js";
import { startRouter } from "./router.js";
import { startSession } from "./session.js";
import { startStatus } from "./status.js";

startRouter();
startKeys(showKeys);
startSession();
startStatus();
