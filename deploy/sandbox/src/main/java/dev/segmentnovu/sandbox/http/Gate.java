package dev.segmentnovu.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests Novu accepts. Novu parses the body first, and checks the API key
 * afterwards.
 */
final class Gate {
  private static final String SCHEME = "ApiKey";

  /** The largest body that Novu's parser reads, except under {@code /v1/events}. */
  private static final int LARGEST_BODY = 100 * 1024;

  private static final int LARGEST_EVENTS = 20 << 20;
  private static final String EVENTS = "/v1/events";

  private final List<Secret> apiKeys;

  /** A gate that accepts these keys, or any key if there are none. */
  Gate(List<Secret> apiKeys) {
    this.apiKeys = List.copyOf(apiKeys);
  }

  /**
   * Why Novu rejects the body of a request; empty if it does not.
   *
   * @param json the body; null if it is not JSON
   */
  Optional<SandboxResponse> unreadable(Call call, int bodyBytes, @Nullable JsonNode json) {
    if (bodyBytes > (call.path().startsWith(EVENTS) ? LARGEST_EVENTS : LARGEST_BODY)) {
      return Optional.of(SandboxResponse.error(call, 413, "request entity too large"));
    }
    if (json == null || !(json.isMissingNode() || json.isObject())) {
      return Optional.of(SandboxResponse.error(call, 400, "The body is not a JSON object"));
    }
    return Optional.empty();
  }

  /**
   * Why Novu rejects the sender of a request; empty if it does not. The scheme is case-sensitive.
   */
  Optional<SandboxResponse> stranger(Call call, @Nullable String authorization) {
    if (authorization == null || authorization.isBlank()) {
      return Optional.of(SandboxResponse.error(call, 401, "Missing authorization header"));
    }
    String[] parts = authorization.split(" ", 2);
    if (!parts[0].equals(SCHEME)) {
      String message = "Invalid authentication scheme: \"" + parts[0] + "\"";
      return Optional.of(SandboxResponse.error(call, 401, message));
    }
    return parts.length == 2 && knows(parts[1])
        ? Optional.empty()
        : Optional.of(SandboxResponse.error(call, 401, "API Key not found"));
  }

  private boolean knows(String key) {
    return apiKeys.isEmpty()
        ? !key.isBlank()
        : apiKeys.stream().anyMatch(known -> known.matches(key));
  }
}
