package dev.segmentnovu.ingest.admin.deadletters;

import dev.segmentnovu.config.Durations;
import dev.segmentnovu.event.Ids;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parses a filter of dead letters, which a query string and a job have alike. Collects every
 * mistake.
 */
public final class FilterParser {

  /** The names of all parts of a filter, in the order of the documentation. */
  public static final List<String> NAMES =
      List.of(
          "source",
          "reason",
          "workflow",
          "status",
          "userId",
          "messageId",
          "event",
          "text",
          "since",
          "until");

  /** The text that selects the dead letters without a response of Novu. */
  private static final String NONE = "none";

  private final Map<String, List<String>> parameters;
  private final List<String> sources;
  private final Instant now;
  private final List<RequestError> mistakes = new ArrayList<>();

  /**
   * A parser. An empty value counts as absent.
   *
   * @param parameters all values of each name; names are case-sensitive
   * @param sources the names of the configured sources
   * @param now what relative times count back from
   */
  public FilterParser(Map<String, List<String>> parameters, List<String> sources, Instant now) {
    this.parameters = parameters;
    this.sources = sources;
    this.now = now;
  }

  /** The mistakes so far. */
  public List<RequestError> mistakes() {
    return mistakes;
  }

  /**
   * Refuses names that are no part of a filter.
   *
   * @param more the names that are allowed besides
   */
  public void refuseUnknown(Set<String> more) {
    List<String> allowed = new ArrayList<>(NAMES);
    more.stream().sorted().forEach(allowed::add);
    parameters.keySet().stream()
        .filter(name -> !allowed.contains(name))
        .sorted()
        .forEach(
            name ->
                addMistake(
                    name, "is not a parameter here; there is " + String.join(", ", allowed)));
  }

  /** The filter. It counts only if there are no {@link #mistakes}. */
  public Filter filter() {
    Instant since = instant("since");
    Instant until = instant("until");
    if (since != null && until != null && !since.isBefore(until)) {
      addMistake("until", "must be after since");
    }
    return new Filter(
        source(),
        reason(),
        id("userId"),
        text("event"),
        since,
        until,
        id("messageId"),
        text("workflow"),
        status(),
        text("text"));
  }

  /** The one value of a name; null where there is none. */
  @Nullable String text(String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      addMistake(name, "is given " + values.size() + " times; give it once");
      return null;
    }
    return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
  }

  private @Nullable String id(String name) {
    String id = text(name);
    return id == null ? null : Ids.trim(id);
  }

  private @Nullable String source() {
    String source = text("source");
    if (source != null && !sources.contains(source)) {
      addMistake("source", "is not configured; there is " + String.join(", ", sources));
    }
    return source;
  }

  private @Nullable String reason() {
    String reason = text("reason");
    if (reason != null && !DeadLetter.REASONS.contains(reason)) {
      addMistake("reason", "is not a reason; there is " + String.join(", ", DeadLetter.REASONS));
    }
    return reason;
  }

  private @Nullable Integer status() {
    String status = text("status");
    if (status == null) {
      return null;
    }
    if (status.equals(NONE)) {
      return Filter.NO_STATUS;
    }
    if (status.matches("[1-5][0-9][0-9]")) {
      return Integer.valueOf(status);
    }
    addMistake(
        "status", "must be an HTTP status from 100 to 599, or none for those without a response");
    return null;
  }

  private @Nullable Instant instant(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Duration ago = Durations.parse(text).orElse(null);
    try {
      Instant instant = ago == null ? OffsetDateTime.parse(text).toInstant() : now.minus(ago);
      var unused = instant.toEpochMilli(); // must fit: dead letters are stored by the millisecond
      return instant;
    } catch (DateTimeException | ArithmeticException e) {
      addMistake(
          name,
          "must be an instant in ISO-8601, such as 2026-01-31T12:00:00Z (write + as %2B), or how"
              + " long ago, such as 30m, 1h or 7d");
      return null;
    }
  }

  /** Adds a mistake. */
  void addMistake(String where, String detail) {
    mistakes.add(new RequestError(where, detail));
  }
}
