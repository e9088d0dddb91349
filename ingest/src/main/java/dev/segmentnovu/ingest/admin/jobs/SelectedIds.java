package dev.segmentnovu.ingest.admin.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.ingest.admin.http.RequestError;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.jobs.JobOrder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the ids of the dead letters that a job is about. */
final class SelectedIds {

  private static final String WHERE = "ids";

  /** The rest of a long list is probably wrong for the same reason. */
  private static final int MOST_MISTAKES = 10;

  private final List<String> configured;
  private final Set<String> ids = new LinkedHashSet<>();
  private final Set<String> sources = new TreeSet<>();
  private final List<RequestError> mistakes = new ArrayList<>();

  /**
   * No ids.
   *
   * @param configured the names of the configured sources
   */
  SelectedIds(List<String> configured) {
    this.configured = configured;
  }

  /** Reads the member of a request. An id that stands there twice counts once. */
  void read(JsonNode json) {
    if (!json.isArray() || json.isEmpty()) {
      addMistake(
          WHERE,
          "must be an array of 1 to "
              + JobOrder.MOST_IDS
              + " ids of dead letters; to act on all that match, send a filter in its place");
    } else if (json.size() > JobOrder.MOST_IDS) {
      addMistake(
          WHERE,
          "has "
              + json.size()
              + " ids, and at most "
              + JobOrder.MOST_IDS
              + " are allowed: start several jobs, or send a filter in its place");
    } else {
      for (int i = 0; i < json.size() && mistakes.size() < MOST_MISTAKES; i++) {
        readOne(WHERE + "[" + i + "]", json.get(i));
      }
    }
  }

  private void readOne(String where, JsonNode json) {
    Optional<DeadLetters.Id> id =
        json.isTextual() ? DeadLetters.Id.parse(json.textValue()) : Optional.empty();
    if (id.isEmpty()) {
      addMistake(
          where,
          "is not the id of a dead letter, which has the form web.0.k3jx8q: take ids from GET"
              + " /admin/dead-letters");
    } else if (!configured.contains(id.get().source())) {
      addMistake(
          where,
          "is of a source that is not configured; there is " + String.join(", ", configured));
    } else {
      ids.add(json.textValue());
      sources.add(id.get().source());
    }
  }

  private void addMistake(String where, String detail) {
    mistakes.add(new RequestError(where, detail));
  }

  /** The ids in the order of the request; they count only if there are no mistakes. */
  List<String> ids() {
    return List.copyOf(ids);
  }

  /** The sources of the ids, in alphabetical order. */
  List<String> sources() {
    return List.copyOf(sources);
  }

  /** What is wrong, and what to send in its place; empty if nothing is. */
  List<RequestError> mistakes() {
    return List.copyOf(mistakes);
  }
}
