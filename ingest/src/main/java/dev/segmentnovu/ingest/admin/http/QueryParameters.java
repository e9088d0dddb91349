package dev.segmentnovu.ingest.admin.http;

import dev.segmentnovu.config.Durations;
import dev.segmentnovu.event.Ids;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a query string and collects every mistake. An empty value counts as
 * absent; an unknown name is a mistake.
 */
public final class QueryParameters {

  /** The largest page of a list. */
  public static final int MAX_LIMIT = 1_000;

  /** The name of the parameter that shows personal data as it is; see {@link Visibility}. */
  public static final String REVEAL = "reveal";

  private static final int DEFAULT_LIMIT = 50;

  private final Map<String, List<String>> values;
  private final List<RequestError> mistakes = new ArrayList<>();

  /**
   * Parameters.
   *
   * @param values all decoded values of each name; names are case-sensitive
   * @param names the allowed names
   */
  public QueryParameters(Map<String, List<String>> values, Set<String> names) {
    this.values = values;
    values.keySet().stream()
        .filter(name -> !names.contains(name))
        .sorted()
        .forEach(
            name ->
                addMistake(
                    name,
                    "is not a parameter here; there is "
                        + String.join(", ", names.stream().sorted().toList())));
  }

  /** The parameters of a request. */
  public static QueryParameters of(RoutingContext context, Set<String> names) {
    return new QueryParameters(valuesOf(context), names);
  }

  /** All decoded values of each name in a request's query string. */
  private static Map<String, List<String>> valuesOf(RoutingContext context) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (var parameter : context.queryParams()) {
      values
          .computeIfAbsent(parameter.getKey(), name -> new ArrayList<>())
          .add(parameter.getValue());
    }
    return values;
  }

  /** A text; null if it is absent. */
  public @Nullable String text(String name) {
    List<String> all = values.getOrDefault(name, List.of());
    if (all.size() > 1) {
      addMistake(name, "is given " + all.size() + " times; give it once");
      return null;
    }
    return all.isEmpty() || all.get(0).isEmpty() ? null : all.get(0);
  }

  /** The texts of a name that may be given several times, at most {@code most} times. */
  public List<String> texts(String name, int most) {
    List<String> all =
        values.getOrDefault(name, List.of()).stream().filter(text -> !text.isEmpty()).toList();
    if (all.size() > most) {
      addMistake(name, "is given " + all.size() + " times; give it " + most + " times at most");
      return List.of();
    }
    return all;
  }

  /** A whole number from {@code least} to {@code most}; {@code otherwise} if it is absent. */
  public int whole(String name, int least, int most, int otherwise) {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
    if (value < least || value > most) {
      addMistake(name, "must be a whole number from " + least + " to " + most);
      return otherwise;
    }
    return value;
  }

  /** {@code true} or {@code false}; false if it is absent. */
  public boolean flag(String name) {
    String text = text(name);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      addMistake(name, "must be true or false");
    }
    return "true".equals(text);
  }

  /** One of {@code allowed}; null if it is absent. */
  public @Nullable String oneOf(String name, List<String> allowed) {
    String text = text(name);
    if (text != null && !allowed.contains(text)) {
      addMistake(name, "must be one of " + String.join(", ", allowed));
    }
    return text;
  }

  /** An id of a user or a message, as ingest writes it; null if it is absent. */
  public @Nullable String id(String name) {
    String id = text(name);
    return id == null ? null : Ids.trim(id);
  }

  /** Whether the request asks to see personal data as it is. */
  public boolean reveal() {
    return flag(REVEAL);
  }

  /** The value of {@code source}, which must be configured; null if it is absent. */
  public @Nullable String source(List<String> configured) {
    String source = text("source");
    if (source != null && !configured.contains(source)) {
      addMistake("source", "is not configured; there is " + String.join(", ", configured));
    }
    return source;
  }

  /** The value of {@code limit}, from 1 to {@value #MAX_LIMIT}. */
  public int limit() {
    return whole("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
  }

  /** The sources that the parameter {@code source} selects: all if it is absent. */
  public List<String> sources(List<String> configured) {
    String source = source(configured);
    return source == null ? configured : List.of(source);
  }

  /** A time: an instant in ISO-8601, {@code now}, or a duration before now; null if absent. */
  public @Nullable Instant time(String name, Instant now) {
    String text = text(name);
    if (text == null || text.equals("now")) {
      return text == null ? null : now;
    }
    Optional<Duration> ago = Durations.parse(text);
    try {
      Instant instant =
          ago.isPresent() ? now.minus(ago.get()) : OffsetDateTime.parse(text).toInstant();
      var unused = instant.toEpochMilli(); // must fit: Redis stores milliseconds
      return instant;
    } catch (DateTimeException | ArithmeticException e) {
      addMistake(
          name,
          "must be a duration before now such as 90m, or an instant in ISO-8601 such as"
              + " 2026-01-31T12:00:00Z (write + as %2B)");
      return null;
    }
  }

  /** A duration such as {@code 5m}; null if it is absent. */
  public @Nullable Duration duration(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Optional<Duration> duration = Durations.parse(text);
    if (duration.isEmpty()) {
      addMistake(name, "must be a duration such as 5m, 1h or 1d");
    }
    return duration.orElse(null);
  }

  /** Adds a mistake. */
  public void addMistake(String where, String detail) {
    mistakes.add(new RequestError(where, detail));
  }

  /** The mistakes so far. */
  public List<RequestError> mistakes() {
    return List.copyOf(mistakes);
  }

  /** {@code value} if there is no mistake. */
  public <T> ParseResult<T> result(T value) {
    return mistakes.isEmpty()
        ? new ParseResult.Valid<>(value)
        : new ParseResult.Invalid<>(mistakes);
  }
}
