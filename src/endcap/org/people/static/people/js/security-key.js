/** Asks a security key, a fingerprint or the phone, and sends its answer with the form. */

/** @param {string} text base64url */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

/** @param {ArrayBuffer | null} buffer */
const text = (buffer) =>
  buffer ? btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "") : null;

/** What the server sends has base64url where the browser wants bytes. */
function readable(options) {
  const asked = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  const keys = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = keys(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = keys(asked.allowCredentials);
  return asked;
}

/** And what the browser answers has bytes where the server wants base64url. */
function written(credential) {
  const said = credential.response;
  const response = { clientDataJSON: text(said.clientDataJSON) };
  if (said.attestationObject) {
    response.attestationObject = text(said.attestationObject);
    response.transports = said.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(said.authenticatorData);
    response.signature = text(said.signature);
    response.userHandle = text(said.userHandle);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

for (const form of document.querySelectorAll("form[data-key]")) {
  const said = form.querySelector("[data-key-said]");
  const button = form.querySelector("[data-key-go]");
  const say = (words) => {
    said.querySelector("[data-key-words]").textContent = words;
    said.hidden = false;
  };
  const ask = async () => {
    said.hidden = true;
    if (!window.PublicKeyCredential) return say(said.dataset.none);
    button.disabled = true;
    try {
      const publicKey = readable(JSON.parse(form.querySelector("#key-options").textContent));
      const way = form.dataset.key === "create" ? "create" : "get";
      const credential = await navigator.credentials[way]({ publicKey });
      form.querySelector("[data-key-answer]").value = JSON.stringify(written(credential));
      form.submit();
    } catch (wrong) {
      button.disabled = false;
      say(wrong.name === "InvalidStateError" ? said.dataset.known : wrong.name === "SecurityError" ? said.dataset.none : said.dataset.stopped);
    }
  };
  button.addEventListener("click", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // Enter in the name is the same as the button
    ask();
  });
}
