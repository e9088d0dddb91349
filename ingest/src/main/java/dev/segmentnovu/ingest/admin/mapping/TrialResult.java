package dev.segmentnovu.ingest.admin.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the relay would do with an event.
 *
 * @param outcome what becomes of the event
 * @param reason why it is not sent, or what of it is not sent; null if nothing is to be said
 * @param steps the requests to Novu, in order; an event that is not sent whole may have some
 */
public record TrialResult(Outcome outcome, @Nullable String reason, List<Step> steps) {

  public TrialResult {
    steps = List.copyOf(steps);
  }

  /** What becomes of an event. */
  public enum Outcome {
    /** It is delivered. */
    SENT,
    /** The configuration or the event says that it is not sent. */
    SKIPPED,
    /** No workflow is mapped for it. */
    UNMAPPED,
    /** Ingest refuses it, or it becomes a dead letter. */
    INVALID
  }

  /**
   * A request to Novu.
   *
   * @param rule what it comes from: {@code rule 2 (vip-order)}, {@code workflows}, {@code
   *     identify}, …
   * @param method the HTTP method
   * @param path the path, with its query
   * @param body null if it has none
   */
  public record Step(String rule, String method, String path, @Nullable JsonNode body) {}
}
