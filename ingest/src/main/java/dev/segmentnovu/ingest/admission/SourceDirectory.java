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

  private volatile List<RelayConfig.Source> sources;

  /** A directory of {@code sources}. */
  public SourceDirectory(List<RelayConfig.Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Replaces all sources. */
  public void replace(List<RelayConfig.Source> others) {
    sources = List.copyOf(others);
  }

  /**
   * The source that a write key belongs to. The method compares every key, so that its time does
   * not tell how close a guess is.
   */
  public Optional<RelayConfig.Source> ofWriteKey(String writeKey) {
    RelayConfig.Source found = null;
    for (RelayConfig.Source source : sources) {
      for (Secret key : source.writeKeys()) {
        if (key.matches(writeKey)) {
          found = source;
        }
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
    List<RelayConfig.Source> all = sources;
    if (name != null) {
      return all.stream().filter(source -> source.name().equals(name)).toList();
    }
    return all.size() == 1
        ? all
        : all.stream().filter(source -> !source.sharedSecrets().isEmpty()).toList();
  }
}
