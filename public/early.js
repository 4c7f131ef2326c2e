// Before anything is painted: the language and theme chosen here earlier, or
// else the browser's, and whether this is a first visit. The app does it all
// again; this only spares a flash of the wrong page. And which vocabulary was
// in use, so that it can be fetched beside the app.
const stored = (name) => {
  try {
    return JSON.parse(localStorage.getItem(`lollipop.${name}`));
  } catch {
    return null;
  }
};
const root = document.documentElement;
const wanted = [stored("language"), ...navigator.languages].map((tag) => String(tag).slice(0, 2));
root.lang = wanted.find((tag) => tag === "en" || tag === "zh") === "zh" ? "zh-Hans" : "en";
const theme = stored("theme");
if (theme === "light" || theme === "dark") root.dataset.theme = theme;
if (stored("visited") === true || location.hash.length > 1) root.dataset.visited = "";
const encoding = String(stored("encoding") ?? "smollm2");
root.dataset.encoding = /^\w+$/.test(encoding) ? encoding : "smollm2";
// In a frame, another page could lead clicks astray: there is only the way out
// of it, whatever the host's headers say.
if (self !== top) root.dataset.framed = "";
// As long as this page is open, the files of its release are kept; see sw.js.
const ofRelease = (release) => [release, `vocabularies ${release.split("-")[1]}`];
for (const name of root.dataset.release ? ofRelease(root.dataset.release) : []) {
  const held = navigator.locks?.request(`lollipop ${name}`, { mode: "shared" }, () => new Promise(() => {}));
  // A browser that refuses it keeps no files either.
  held?.catch(() => {});
}
