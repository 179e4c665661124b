// The cookies of one window, as a browser keeps them (RFC 6265, as far as Django needs it).

// "ada.localhost" and "127.0.0.1" are different sites; ports do not matter.
const siteOf = (host) => host.replace(/:\d+$/, "");

export class Cookies {
  constructor() {
    this.kept = new Map();
  }

  // Takes the Set-Cookie headers of an answer from a host.
  take(host, headers) {
    for (const [name, value] of headers) {
      if (name.toLowerCase() === "set-cookie") this.set(host, value);
    }
  }

  set(host, line, fromScript = false) {
    const [pair, ...attributes] = line.split(";").map((part) => part.trim());
    const at = pair.indexOf("=");
    const cookie = { name: pair.slice(0, at), value: pair.slice(at + 1), host: siteOf(host), path: "/" };
    for (const attribute of attributes) {
      const [name, value = ""] = attribute.split("=");
      cookie[name.toLowerCase()] = value;
    }
    const key = `${cookie.host} ${cookie.path} ${cookie.name}`;
    if (fromScript && "httponly" in (this.kept.get(key) ?? {})) return;
    const age = cookie["max-age"] === undefined ? Date.parse(cookie.expires ?? "") - Date.now() : Number(cookie["max-age"]);
    if (age <= 0) this.kept.delete(key);
    else this.kept.set(key, cookie);
  }

  // Returns the value of the Cookie header for an address. "from" is the host of the page that asks;
  // to another site a cookie goes with a click on a link at most (SameSite=Lax).
  header(url, from = url.host, { navigation = false, script = false } = {}) {
    const foreign = siteOf(from) !== siteOf(url.host);
    const found = [...this.kept.values()].filter((cookie) => {
      if (cookie.host !== siteOf(url.host) || !url.pathname.startsWith(cookie.path)) return false;
      if (script && "httponly" in cookie) return false;
      return !foreign || (navigation && cookie.samesite?.toLowerCase() !== "strict");
    });
    return found.map((cookie) => `${cookie.name}=${cookie.value}`).join("; ");
  }
}
