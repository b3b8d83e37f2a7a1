// Puts the parts of the page together.

import { WANTS_KEY, useKey } from "./api.js";
import { startChat } from "./chat.js";
import { startDocuments } from "./documents.js";
import { showStatus, showUnreachable } from "./gauges.js";

const EVERY = 1000; // milliseconds between looks at the status
const dialog = document.getElementById("key-dialog");
const key = document.getElementById("key-value");
let declined = false; // once told no, the page does not ask again by itself

const showDocuments = startDocuments(askForKey);
startChat(askForKey);

document.getElementById("key").addEventListener("click", openDialog);
dialog.addEventListener("close", () => {
  declined = dialog.returnValue !== "ok";
  if (!declined && key.value) {
    useKey(key.value);
    void showDocuments();
  }
  key.value = "";
});

function openDialog() {
  if (!dialog.open) {
    dialog.returnValue = "";
    dialog.showModal();
  }
}

function askForKey(error) {
  if (error.status === WANTS_KEY && !declined) {
    openDialog();
  }
}

async function watch() {
  if (!document.hidden) {
    try {
      await showStatus();
    } catch (error) {
      showUnreachable(error.status ? error.message : "the server does not answer");
      askForKey(error);
    }
  }
  setTimeout(watch, EVERY);
}

void showDocuments();
void watch();
