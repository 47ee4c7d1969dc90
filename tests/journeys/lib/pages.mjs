// Every page there is, each by an address that shows it full.
export const PAGES = [
  { name: "home", fragment: "#/" },
  { name: "results", fragment: "#/search?q=dragon" },
  { name: "results with a filter", fragment: "#/search?q=dragon&format=graphic-novel" },
  { name: "nothing found", fragment: "#/search?q=kwyjiboo+zzqqxx" },
  { name: "search without words", fragment: "#/search" },
  { name: "record", fragment: "#/record/wsl-00070" },
  { name: "record that is gone", fragment: "#/record/no-such-record" },
  { name: "browse", fragment: "#/browse" },
  { name: "subjects", fragment: "#/browse/subjects" },
  { name: "new", fragment: "#/new" },
  { name: "help", fragment: "#/help" },
  { name: "about", fragment: "#/about" },
  { name: "privacy", fragment: "#/privacy" },
  { name: "settings", fragment: "#/settings" },
  { name: "publish", fragment: "#/publish" },
  { name: "not found", fragment: "#/nowhere" },
];
