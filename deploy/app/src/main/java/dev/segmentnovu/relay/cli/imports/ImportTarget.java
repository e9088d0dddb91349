package dev.segmentnovu.relay.cli.imports;

import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Where an import goes.
 *
 * @param relay the URL of ingest
 * @param source whose write key the events carry
 * @param writeKey that key
 * @param limits of what ingest takes
 */
record ImportTarget(URI relay, String source, Secret writeKey, BodyLimits limits) {

  /**
   * The target that options and configuration name.
   *
   * @param command that the options belong to
   * @param environment where the configuration is
   * @param source null for the first source that has a write key
   * @param url null for this machine, at the configured port
   * @throws ParameterException if there is no write key, or the URL is none of HTTP
   */
  static ImportTarget of(
      CommandLine command,
      Map<String, String> environment,
      @Nullable String source,
      @Nullable URI url) {
    RelayConfig config = CommandConfig.require(CommandConfig.sender(environment).load());
    RelayConfig.Source found =
        config.sources().stream()
            .filter(each -> source == null || each.name().equals(source))
            .filter(each -> !each.writeKeys().isEmpty())
            .findFirst()
            .orElseThrow(
                () ->
                    new ParameterException(
                        command,
                        "There is no write key"
                            + (source == null ? "" : " of source " + source)
                            + ": set SEGMENT_WRITE_KEY, or writeKeys in relay.yaml; the sources are"
                            + " "
                            + config.sourceNames()));
    URI relay = url == null ? local(config.ingest()) : url;
    boolean isHttp = "http".equals(relay.getScheme()) || "https".equals(relay.getScheme());
    if (!isHttp || relay.getHost() == null) {
      throw new ParameterException(command, "--url must be like https://relay.example:8080");
    }
    return new ImportTarget(
        relay, found.name(), found.writeKeys().get(0), config.ingest().tracking());
  }

  private static URI local(RelayConfig.Ingest ingest) {
    return URI.create((ingest.tls() == null ? "http" : "https") + "://127.0.0.1:" + ingest.port());
  }

  /** As it stands in the file of the state. */
  String name() {
    return relay + " " + source;
  }
}
