package dev.segmentnovu.ingest.admin.alerts.rules;

import dev.segmentnovu.config.Alerts.Kind;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that people are told. It holds no personal data.
 *
 * @param id the same for each try to send it, so that a receiver can recognise it
 * @param kind what it is about
 * @param phase whether it begins, lasts or ends
 * @param severity how urgent it is
 * @param source the source it concerns; null for none
 * @param at when it was found
 * @param since when its cause began
 * @param message what is the case, in words
 * @param remedy what an operator can do; null at the end of an alert
 * @param details numbers and texts of this kind
 */
public record Alert(
    String id,
    Kind kind,
    Phase phase,
    Severity severity,
    @Nullable String source,
    Instant at,
    Instant since,
    String message,
    @Nullable String remedy,
    Map<String, Object> details) {

  public Alert {
    details = Map.copyOf(details);
  }

  /** Where in its life an alert is. */
  public enum Phase {
    /** Its cause is new, or has become worse. */
    FIRING,
    /** Its cause lasts. */
    REPEATED,
    /** Its cause is gone. */
    RESOLVED,
    /** It has no end: something happened. */
    HAPPENED
  }

  /** How urgent an alert is. */
  public enum Severity {
    /** Good news. */
    INFO,
    /** To look at today. */
    WARNING,
    /** To look at now. */
    ERROR
  }

  /** The type of the message: that of the end, if it is the end. */
  public String type() {
    return phase == Phase.RESOLVED ? kind.endType() : kind.type();
  }
}
