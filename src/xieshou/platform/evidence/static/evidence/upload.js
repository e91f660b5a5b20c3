// Large files go in pieces and go on after a break: the server says how much has arrived. Without this script the form
// itself uploads. The upload's id is remembered per file, so a closed browser resumes where it stopped.
"use strict";
(() => {
  const PIECE = 2 * 1024 * 1024;
  const form = document.querySelector("form[data-resumable]");
  if (!form) return;
  const box = form.querySelector("[data-upload-progress]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const headers = { "X-CSRFToken": token };

  const ask = async (url, options) => {
    const answer = await fetch(url, { credentials: "same-origin", ...options, headers: { ...headers, ...(options.headers || {}) } });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  };
  const show = (done, size, text) => {
    box.hidden = false;
    box.querySelector(".progress-bar").style.width = `${Math.floor((done / size) * 100)}%`;
    box.querySelector("p").textContent = text;
  };
  const begin = async (file, key) => {
    const known = localStorage.getItem(key);
    if (known) {
      const state = await ask(`${form.dataset.resumable}${known}/`, { method: "GET" });
      if (state.status === 200) return state.body;
    }
    const begun = await ask(form.dataset.resumable, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name: file.name, size: file.size }),
    });
    if (begun.status !== 201) throw new Error(begun.body.error || String(begun.status));
    localStorage.setItem(key, begun.body.id);
    return begun.body;
  };
  const send = async (file, upload) => {
    let at = upload.received;
    let failures = 0;
    while (at < file.size) {
      try {
        const answer = await ask(`${form.dataset.resumable}${upload.id}/`, {
          method: "PATCH", headers: { "Upload-Offset": String(at), "Content-Type": "application/octet-stream" },
          body: file.slice(at, at + PIECE),
        });
        if (answer.body.received === undefined) throw new Error(answer.body.error || String(answer.status));
        at = answer.body.received;
        failures = 0;
        show(at, file.size, `${Math.floor((at / file.size) * 100)}%`);
      } catch (error) {
        failures += 1;
        if (failures > 5) throw error;
        await new Promise((resolve) => setTimeout(resolve, 1000 * failures));
      }
    }
  };

  form.addEventListener("submit", async (event) => {
    const input = form.querySelector("input[type=file]");
    const file = input.files[0];
    if (!file || file.size <= PIECE) return;
    event.preventDefault();
    const key = `upload:${file.name}:${file.size}:${file.lastModified}`;
    try {
      const upload = await begin(file, key);
      await send(file, upload);
      const fields = new FormData(form);
      fields.delete(input.name);
      const done = await ask(`${form.dataset.resumable}${upload.id}/finish/`, { method: "POST", body: fields });
      if (done.status !== 201) throw new Error(done.body.error || String(done.status));
      localStorage.removeItem(key);
      form.removeAttribute("data-guard");
      window.location.assign(`../${done.body.evidence}/`);
    } catch (error) {
      show(0, 1, error.message);
    }
  });
})();
