// @ts-check
// Starts the small modules of every page. Each listens on the document, so that parts htmx swaps in need nothing more.
import { startBulk } from "./bulk.js";
import { startCombobox } from "./combobox.js";
import { startConfirm } from "./confirm.js";
import { startDialogs } from "./dialogs.js";
import { startIdempotency } from "./idempotency.js";
import { startKeptPages } from "./kept_pages.js";
import { startOutbox } from "./outbox.js";
import { startShortcuts } from "./shortcuts.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toast.js";
import { startTyping } from "./typing.js";

startConfirm(); // before idempotency: a form that was not confirmed was not sent
startOutbox(); // after confirm, too: a form that was not confirmed is not kept; what it holds back was not sent
startIdempotency();
startKeptPages();
startTheme();
startDialogs();
startToasts();
startBulk();
startCombobox();
startShortcuts();
startTyping();
