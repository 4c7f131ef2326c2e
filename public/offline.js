// Registers the service worker, says when a new release is there, and has the
// vocabularies kept that are in use. The app hears `newrelease`, and says
// `takerelease` when the person wants it: nothing changes before.
const root = document.documentElement;
const { serviceWorker } = navigator;
/** A page left open asks at most this often whether there is a new release. */
const ASK_AFTER_MS = 3_600_000;
/** What a person does first on the page, such as pasting a long text, goes first. */
const AFTER_MS = 3_000;
/** A release that does not take over is not waited for longer. */
const TAKE_WITHIN_MS = 4_000;

const announce = () => {
  root.dataset.update = "";
  dispatchEvent(new Event("newrelease"));
};

const watch = (registration) => {
  const announceIfWaiting = () => registration.waiting && registration.active && announce();
  announceIfWaiting();
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", announceIfWaiting),
  );
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || Date.now() - asked < ASK_AFTER_MS) return;
    asked = Date.now();
    // Without a network there is no new release.
    registration.update().catch(() => {});
  });
  addEventListener("takerelease", () => {
    const { waiting } = registration;
    // Another tab may have taken it already.
    if (!waiting) return location.reload();
    waiting.addEventListener("statechange", () => waiting.state === "activated" && location.reload());
    waiting.postMessage("take over");
    setTimeout(() => location.reload(), TAKE_WITHIN_MS);
  });
};

const keepVocabulary = async () => {
  const keep = root.dataset.vocabulary;
  const { active } = await serviceWorker.ready;
  if (keep) active.postMessage({ keep, of: root.dataset.release.split("-")[1] });
};

/** When the vocabulary is there, nothing on the page wants the line any more. */
const quiet = new Promise((done) => {
  const check = () => "vocabulary" in root.dataset && done();
  new MutationObserver(check).observe(root, { attributeFilter: ["data-vocabulary"] });
  setTimeout(done, 15_000);
  check();
});

await quiet;
await new Promise((done) => setTimeout(done, AFTER_MS));
try {
  watch(await serviceWorker.register("sw.js", { updateViaCache: "none" }));
  new MutationObserver(keepVocabulary).observe(root, { attributeFilter: ["data-vocabulary"] });
  await keepVocabulary();
} catch (fault) {
  // Private windows and plain http refuse; the page works as long as there is a network.
  console.info("not kept for offline use:", fault.message);
}
