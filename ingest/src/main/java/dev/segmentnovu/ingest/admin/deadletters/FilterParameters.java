package dev.segmentnovu.ingest.admin.deadletters;

import dev.segmentnovu.ingest.admin.http.QueryParameters;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.EventField;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a filter of dead letters, which the query string of a list and a job have alike. */
public final class FilterParameters {

  /** The names of all parts of a filter. */
  public static final Set<String> NAMES =
      Set.of(
          "source",
          "reason",
          "workflow",
          "status",
          "userId",
          "messageId",
          "event",
          "text",
          "field",
          "since",
          "until");

  /** The text that selects the dead letters without a response of Novu. */
  private static final String NONE = "none";

  /** Names between dots, ten at most. */
  private static final Pattern PATH = Pattern.compile("[^.:]+(\\.[^.:]+){0,9}");

  private static final int LONGEST_FIELD = 500;

  private FilterParameters() {}

  /**
   * The filter. It counts only if {@code parameters} has no mistake.
   *
   * @param sources the names of the configured sources
   * @param now what relative times count back from
   */
  public static Filter read(QueryParameters parameters, List<String> sources, Instant now) {
    Instant since = parameters.time("since", now);
    Instant until = parameters.time("until", now);
    if (since != null && until != null && !since.isBefore(until)) {
      parameters.addMistake("until", "must be after since");
    }
    return new Filter(
        parameters.source(sources),
        parameters.oneOf("reason", DeadLetter.REASONS),
        parameters.id("userId"),
        parameters.text("event"),
        since,
        until,
        parameters.id("messageId"),
        parameters.text("workflow"),
        status(parameters),
        parameters.text("text"),
        fields(parameters));
  }

  private static List<EventField> fields(QueryParameters parameters) {
    List<String> texts = parameters.texts("field", EventField.MOST);
    List<EventField> fields = new ArrayList<>();
    for (String text : texts) {
      int colon = text.indexOf(':');
      String path = colon < 0 ? "" : text.substring(0, colon);
      String value = text.substring(colon + 1);
      if (!PATH.matcher(path).matches() || value.isEmpty() || text.length() > LONGEST_FIELD) {
        parameters.addMistake(
            "field",
            "must be the path of a member of the event and its value, such as"
                + " properties.total:12, of at most "
                + LONGEST_FIELD
                + " characters");
      } else {
        fields.add(new EventField(List.of(path.split("\\.")), value));
      }
    }
    return fields;
  }

  private static @Nullable Integer status(QueryParameters parameters) {
    String status = parameters.text("status");
    if (status == null) {
      return null;
    }
    if (status.equals(NONE)) {
      return Filter.NO_STATUS;
    }
    if (status.matches("[1-5][0-9][0-9]")) {
      return Integer.valueOf(status);
    }
    parameters.addMistake(
        "status", "must be an HTTP status from 100 to 599, or none for those without a response");
    return null;
  }
}
