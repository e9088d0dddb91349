package dev.segmentnovu.ingest.admission;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads {@code Authorization: Basic}, where Segment's SDKs send the write key as the user. */
public final class BasicAuthorization {

  private BasicAuthorization() {}

  /**
   * The user of an {@code Authorization} header.
   *
   * @param header the header's value, or null if the request has none
   * @return null if the header is absent, of another scheme, or malformed
   */
  public static @Nullable String user(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return null;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
      String pair = new String(decoded, StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      String user = colon < 0 ? pair : pair.substring(0, colon);
      return user.isEmpty() ? null : user;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
