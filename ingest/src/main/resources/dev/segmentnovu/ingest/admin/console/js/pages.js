/**
 * All pages: the navigation, the router and the keys read them here. A page `name` is the file
 * js/pages/name.js, which defines the element page-name. The relay answers /name, and all paths
 * below it, with the console.
 *
 * @typedef {object} PageInfo
 * @property {string} name
 * @property {string} path
 * @property {string} title
 * @property {string} group in the navigation
 * @property {string} icon a name in js/icons.js
 * @property {string} key opens the page after `g`
 * @property {() => Promise<any>} load
 */

/** @type {PageInfo[]} */
export const PAGES = [
  {
    name: "pulse",
    path: "/",
    title: "Pulse",
    group: "Watch",
    icon: "pulse",
    key: "p",
    load: () => import("./pages/pulse.js"),
  },
  {
    name: "dead-letters",
    path: "/dead-letters",
    title: "Dead letters",
    group: "Watch",
    icon: "inbox",
    key: "d",
    load: () => import("./pages/dead-letters.js"),
  },
  {
    name: "issues",
    path: "/issues",
    title: "Issues",
    group: "Watch",
    icon: "issue",
    key: "i",
    load: () => import("./pages/issues.js"),
  },
  {
    name: "users",
    path: "/users",
    title: "Users",
    group: "Look up",
    icon: "user",
    key: "u",
    load: () => import("./pages/users.js"),
  },
  {
    name: "events",
    path: "/events",
    title: "Events",
    group: "Look up",
    icon: "events",
    key: "e",
    load: () => import("./pages/events.js"),
  },
  {
    name: "sources",
    path: "/sources",
    title: "Sources",
    group: "Set up",
    icon: "plug",
    key: "s",
    load: () => import("./pages/sources.js"),
  },
  {
    name: "mapping",
    path: "/mapping",
    title: "Mapping",
    group: "Set up",
    icon: "map",
    key: "m",
    load: () => import("./pages/mapping.js"),
  },
  {
    name: "novu",
    path: "/novu",
    title: "Novu",
    group: "Set up",
    icon: "message",
    key: "n",
    load: () => import("./pages/novu.js"),
  },
  {
    name: "jobs",
    path: "/jobs",
    title: "Jobs",
    group: "Operate",
    icon: "jobs",
    key: "j",
    load: () => import("./pages/jobs.js"),
  },
  {
    name: "system",
    path: "/system",
    title: "Health",
    group: "Operate",
    icon: "heart",
    key: "h",
    load: () => import("./pages/system.js"),
  },
  {
    name: "audit",
    path: "/audit",
    title: "Audit",
    group: "Operate",
    icon: "shield",
    key: "a",
    load: () => import("./pages/audit.js"),
  },
  {
    name: "settings",
    path: "/settings",
    title: "Settings",
    group: "Operate",
    icon: "gear",
    key: "t",
    load: () => import("./pages/settings.js"),
  },
];
