package dev.segmentnovu.ingest.admin.status;

import dev.segmentnovu.config.RelayConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where Segment and its SDKs send the events of a source, as far as the relay itself knows. Pure.
 */
final class EntryPointUrls {

  private static final String WEBHOOKS = "/webhooks/segment";
  private static final Set<String> ALL_ADDRESSES = Set.of("", "0.0.0.0", "::", "[::]");

  private final RelayConfig config;
  private final String base;

  /**
   * The URLs of an ingest.
   *
   * @param asked the host in the operator's request; used where ingest listens on all addresses
   */
  EntryPointUrls(RelayConfig config, String asked) {
    this.config = config;
    String scheme = config.ingest().tls() == null ? "http" : "https";
    String bound = config.ingest().host();
    String host = ALL_ADDRESSES.contains(bound) ? asked : bound;
    base =
        scheme
            + "://"
            + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
            + ":"
            + config.ingest().port();
  }

  /** Where its webhooks go; empty if it takes none. The path without a name is for the only one. */
  List<String> webhooks(RelayConfig.Source source) {
    List<String> urls = new ArrayList<>();
    if (!source.sharedSecrets().isEmpty()) {
      urls.add(base + WEBHOOKS + "/" + source.name());
      if (config.sources().stream().filter(each -> !each.sharedSecrets().isEmpty()).count() <= 1) {
        urls.add(base + WEBHOOKS);
      }
    }
    return urls;
  }

  /** Where its SDKs send; null if it has no write key. */
  @Nullable String tracking(RelayConfig.Source source) {
    return source.writeKeys().isEmpty() ? null : base + "/v1";
  }
}
