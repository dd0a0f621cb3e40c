// Forms that ask the device for a passkey, and take its answer to the shop. The device shows its own window for it.
// A form names the questions (data-options: a block of JSON on the page), or its address gives them.

const forms = document.querySelectorAll("form[data-passkey]");
const supported = Boolean(window.isSecureContext && window.PublicKeyCredential && window.webauthnJSON);

async function questionsOf(form) {
  const block = document.getElementById(form.dataset.options ?? "");
  if (block) return JSON.parse(block.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The shop answers ${answer.status}.`);
  return (await answer.json()).request_options;
}

/** A key that can sign in by itself, and only after it looked who is there. */
function forSigningIn(questions) {
  const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
  Object.assign((questions.publicKey.authenticatorSelection ??= {}), wanted);
  return questions;
}

async function ask(form) {
  if (!supported) throw Object.assign(new Error("no passkeys here"), { name: "Unsupported" });
  const questions = await questionsOf(form);
  if (form.dataset.passkey === "create") return window.webauthnJSON.create(forSigningIn(questions));
  return window.webauthnJSON.get(questions);
}

/** In a region that was there before, so that screen readers speak of what comes into it. */
function tell(form, trouble) {
  const words = form.querySelector(`[data-words="${trouble}"]`) ?? form.querySelector('[data-words="Other"]');
  const notice = document.createElement("p");
  notice.className = "notice notice--error";
  notice.textContent = words.content.textContent;
  form.querySelector("[data-trouble]").replaceChildren(notice);
  notice.scrollIntoView({ block: "nearest" });
}

for (const form of forms) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    form.querySelector("[data-trouble]").replaceChildren();
    try {
      form.elements.credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch (error) {
      tell(form, error.name);
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
