package dev.segmentnovu.relay.cli;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.relay.cli.http.Reachable;
import java.util.ArrayList;
import java.util.List;

/** The URLs that Segment and its SDKs send to, as people enter them. */
final class EntryPoints {

  private static final String WEBHOOK_PATH = "/webhooks/segment";

  private final RelayConfig config;
  private final String base;

  /**
   * The URLs of an ingest.
   *
   * @param port the one it listens on; differs from the configured one where that is 0
   */
  EntryPoints(RelayConfig config, int port) {
    this.config = config;
    String scheme = config.ingest().tls() == null ? "http" : "https";
    base = scheme + "://" + Reachable.host(config.ingest().host()) + ":" + port;
  }

  /** One line for each entry point: webhooks of each source that has a shared secret, and SDKs. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (RelayConfig.Source source : config.sources()) {
      if (!source.sharedSecrets().isEmpty()) {
        lines.add("Webhooks of source " + source.name() + ": " + base + path(source));
      }
      if (!source.writeKeys().isEmpty()) {
        lines.add("SDKs of source " + source.name() + ": " + base + "/v1, with its write key");
      }
    }
    return lines;
  }

  /** The path has no source name if only one source accepts webhooks. */
  private String path(RelayConfig.Source source) {
    long takers = config.sources().stream().filter(each -> !each.sharedSecrets().isEmpty()).count();
    return takers == 1 ? WEBHOOK_PATH : WEBHOOK_PATH + "/" + source.name();
  }
}
