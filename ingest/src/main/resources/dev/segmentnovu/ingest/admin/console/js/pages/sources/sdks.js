/** What each SDK of Segment needs so that it sends to the relay. Pure. */

/**
 * @typedef {object} Sdk
 * @property {string} name in the address
 * @property {string} title
 * @property {string} option what it is called there
 * @property {string} note
 * @property {(base: URL) => string} code for a base without a path
 */

const WHOLE = "A whole address, without /v1: the SDK adds its path.";
const HOST = "A host with /v1 and without https://, which the SDK adds. So it needs an address with TLS.";

const origin = (base) => base.origin;
const host = (base) => `${base.host}/v1`;

/** @type {Sdk[]} */
export const SDKS = [
  {
    name: "browser",
    title: "Browser",
    option: "apiHost",
    note: "A host with /v1. The option cdnURL is where the SDK fetches its settings: a whole address, without /v1.",
    code: (base) => `AnalyticsBrowser.load(
  { writeKey: "WRITE_KEY", cdnURL: "${origin(base)}" },
  { integrations: { "Segment.io": { apiHost: "${host(base)}", protocol: "${base.protocol.slice(0, -1)}" } } },
);`,
  },
  {
    name: "node",
    title: "Node.js",
    option: "host",
    note: WHOLE,
    code: (base) => `const analytics = new Analytics({
  writeKey: "WRITE_KEY",
  host: "${origin(base)}",
});`,
  },
  {
    name: "python",
    title: "Python",
    option: "host",
    note: WHOLE,
    code: (base) => `analytics.write_key = "WRITE_KEY"
analytics.host = "${origin(base)}"`,
  },
  {
    name: "go",
    title: "Go",
    option: "Endpoint",
    note: WHOLE,
    code: (base) => `client, err := analytics.NewWithConfig("WRITE_KEY", analytics.Config{
	Endpoint: "${origin(base)}",
})`,
  },
  {
    name: "java",
    title: "Java",
    option: "endpoint",
    note: WHOLE,
    code: (base) => `Analytics analytics = Analytics.builder("WRITE_KEY")
    .endpoint("${origin(base)}")
    .build();`,
  },
  {
    name: "swift",
    title: "Swift",
    option: "apiHost",
    note: HOST,
    code: (base) => `let analytics = Analytics(configuration: Configuration(writeKey: "WRITE_KEY")
    .apiHost("${host(base)}")
    .cdnHost("${host(base)}"))`,
  },
  {
    name: "kotlin",
    title: "Kotlin",
    option: "apiHost",
    note: HOST,
    code: (base) => `val analytics = Analytics("WRITE_KEY", applicationContext) {
    apiHost = "${host(base)}"
    cdnHost = "${host(base)}"
}`,
  },
  {
    name: "react-native",
    title: "React Native",
    option: "proxy",
    note: "The whole address of batches, with /v1/b.",
    code: (base) => `const client = createClient({
  writeKey: "WRITE_KEY",
  proxy: "${origin(base)}/v1/b",
});`,
  },
  {
    name: "http",
    title: "Other",
    option: "host, endpoint or apiHost",
    note: "Take Segment’s own address in its documentation (api.segment.io, with or without https:// and /v1), and put this one in its place. To try it:",
    code: (base) => `curl -u WRITE_KEY: -H 'Content-Type: application/json' \\
  -d '{"userId":"ada","event":"User Registered"}' \\
  ${origin(base)}/v1/track`,
  },
];
