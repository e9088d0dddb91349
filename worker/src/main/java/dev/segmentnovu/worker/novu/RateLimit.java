package dev.segmentnovu.worker.novu;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Novu's rate limit for a category of calls, as a response states it. Pure.
 *
 * @param category Novu's name for it: {@code trigger}, {@code configuration}, {@code global}
 * @param limit tokens that Novu adds in each window, at least 1
 * @param window the length of a window
 * @param burst the most tokens that can be saved, at least {@code limit}
 * @param remaining tokens left after the call, without those that Novu adds with a later call; at
 *     least 0
 * @param reset seconds until the next token, rounded up; at least 0
 */
public record RateLimit(
    String category, int limit, Duration window, int burst, int remaining, int reset) {

  /**
   * For example {@code 300;w=5;burst=330;comment="token bucket";category="trigger";cost="single"}.
   */
  private static final Pattern LIMIT = Pattern.compile("\\s*(\\d{1,9})\\s*(;.*)?");

  private static final Pattern PARAMETER = Pattern.compile(";\\s*(\\w+)\\s*=\\s*\"?([^;\"]*)\"?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /**
   * Reads the headers; empty if Novu does not limit calls, and if a proxy removed some headers.
   *
   * @param headers a header's value by its name, or null
   */
  public static Optional<RateLimit> of(Headers headers) {
    String policy = headers.get("RateLimit-Policy");
    int remaining = number(headers.get("RateLimit-Remaining"));
    int reset = number(headers.get("RateLimit-Reset"));
    Matcher first = LIMIT.matcher(policy == null ? "" : policy);
    if (!first.matches() || remaining < 0 || reset < 0) {
      return Optional.empty();
    }
    int limit = number(first.group(1));
    int window = number(parameter(policy, "w"));
    int burst = number(parameter(policy, "burst"));
    String category = parameter(policy, "category");
    return limit < 1 || window < 1 || category == null || category.isBlank()
        ? Optional.empty()
        : Optional.of(
            new RateLimit(
                category,
                limit,
                Duration.ofSeconds(window),
                Math.max(limit, burst),
                remaining,
                reset));
  }

  /** The same limit without {@code reset}: in a response to a batch, it is for a hundred tokens. */
  public RateLimit ofBatch() {
    return new RateLimit(category, limit, window, burst, remaining, 0);
  }

  /** A header's value by its name; null if it is not there. */
  @FunctionalInterface
  public interface Headers {
    /** The value. */
    @Nullable String get(String name);
  }

  private static @Nullable String parameter(@Nullable String policy, String name) {
    Matcher parameter = PARAMETER.matcher(policy == null ? "" : policy);
    while (parameter.find()) {
      if (parameter.group(1).equals(name)) {
        return parameter.group(2);
      }
    }
    return null;
  }

  /** The number; -1 if the text is none. */
  private static int number(@Nullable String text) {
    String stripped = text == null ? "" : text.strip();
    return NUMBER.matcher(stripped).matches() ? Integer.parseInt(stripped) : -1;
  }
}
