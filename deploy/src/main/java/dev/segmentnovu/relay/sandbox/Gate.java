package dev.segmentnovu.relay.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who and what is let in. In Novu's order: its parser looks at the body before anybody asks for the
 * key.
 */
final class Gate {
  private static final String SCHEME = "ApiKey ";

  /** What Novu's parser reads at most, except under {@code /v1/events}. */
  private static final int LARGEST_BODY = 100 * 1024;

  private static final int LARGEST_EVENTS = 20 << 20;
  private static final String EVENTS = "/v1/events";

  private final @Nullable Secret apiKey;

  /** A gate that lets in {@code apiKey}, or any key where it is null. */
  Gate(@Nullable Secret apiKey) {
    this.apiKey = apiKey;
  }

  /**
   * Why a request is not let in, if so.
   *
   * @param json of the body; null where it is not JSON
   */
  Optional<Answer> refusal(
      Call call, int bodyBytes, @Nullable JsonNode json, @Nullable String authorization) {
    if (bodyBytes > (call.path().startsWith(EVENTS) ? LARGEST_EVENTS : LARGEST_BODY)) {
      return Optional.of(Answer.error(call, 413, "request entity too large"));
    }
    if (json == null || !(json.isMissingNode() || json.isObject())) {
      return Optional.of(Answer.error(call, 400, "The body is not a JSON object"));
    }
    return letsIn(authorization)
        ? Optional.empty()
        : Optional.of(Answer.error(call, 401, "API Key not found"));
  }

  private boolean letsIn(@Nullable String authorization) {
    // the scheme's case counts, unlike elsewhere
    if (authorization == null || !authorization.startsWith(SCHEME)) {
      return false;
    }
    String key = authorization.substring(SCHEME.length());
    return apiKey == null ? !key.isBlank() : apiKey.matches(key);
  }
}
