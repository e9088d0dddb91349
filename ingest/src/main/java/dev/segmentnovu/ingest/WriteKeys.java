package dev.segmentnovu.ingest;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which source a write key belongs to. */
final class WriteKeys {

  private final Supplier<List<RelayConfig.Source>> sources;

  WriteKeys(Supplier<List<RelayConfig.Source>> sources) {
    this.sources = sources;
  }

  /**
   * The source of {@code writeKey}; looks at every key, so that time does not tell how near a guess
   * came.
   */
  Optional<RelayConfig.Source> source(String writeKey) {
    RelayConfig.Source found = null;
    for (RelayConfig.Source source : sources.get()) {
      for (Secret key : source.writeKeys()) {
        if (key.matches(writeKey)) {
          found = source;
        }
      }
    }
    return Optional.ofNullable(found);
  }

  /**
   * The user of an {@code Authorization: Basic} header, where Segment's SDKs put the write key.
   *
   * @return null where there is no such header, or an unreadable one
   */
  static @Nullable String basicUser(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(6).strip());
      String pair = new String(decoded, StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      String user = colon < 0 ? pair : pair.substring(0, colon);
      return user.isEmpty() ? null : user;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
