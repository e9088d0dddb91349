package dev.segmentnovu.ingest.admission;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source of a request. A reload of the configuration replaces the sources. Thread-safe.
 */
public final class SourceDirectory {

  private volatile Known known;

  /**
   * A write key of a source.
   *
   * @param source the source that it belongs to
   * @param secret the key
   */
  public record WriteKey(RelayConfig.Source source, Secret secret) {}

  private record Known(List<RelayConfig.Source> sources, List<WriteKey> writeKeys) {
    static Known of(List<RelayConfig.Source> sources) {
      return new Known(
          List.copyOf(sources),
          sources.stream()
              .flatMap(source -> source.writeKeys().stream().map(key -> new WriteKey(source, key)))
              .toList());
    }
  }

  /** A directory of {@code sources}. */
  public SourceDirectory(List<RelayConfig.Source> sources) {
    known = Known.of(sources);
  }

  /** Replaces all sources. */
  public void replace(List<RelayConfig.Source> others) {
    known = Known.of(others);
  }

  /**
   * The write key that a client presents; empty if it is none of a source. The method compares
   * every key, so that its time does not tell how close a guess is.
   */
  public Optional<WriteKey> ofWriteKey(String writeKey) {
    WriteKey found = null;
    for (WriteKey key : known.writeKeys()) {
      if (key.secret().matches(writeKey)) {
        found = key;
      }
    }
    return Optional.ofNullable(found);
  }

  /**
   * The sources that a webhook may belong to.
   *
   * @param name as in the path; null if the path names none, which stands for the only source that
   *     takes webhooks
   */
  public List<RelayConfig.Source> ofWebhook(@Nullable String name) {
    List<RelayConfig.Source> all = known.sources();
    if (name != null) {
      return all.stream().filter(source -> source.name().equals(name)).toList();
    }
    return all.size() == 1
        ? all
        : all.stream().filter(source -> !source.sharedSecrets().isEmpty()).toList();
  }
}
