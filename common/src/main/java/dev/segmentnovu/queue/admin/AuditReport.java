package dev.segmentnovu.queue.admin;

import java.util.List;
import java.util.Locale;

/**
 * The result of an audit of one source.
 *
 * @param source the source
 * @param users how many users were examined; some twice
 * @param deadLetters how many dead letters were examined; some twice
 * @param findings the violations; empty if there are none
 * @param counted whether the counters were compared; false where there is too much to count at one
 *     moment
 */
public record AuditReport(
    String source, long users, long deadLetters, List<Finding> findings, boolean counted) {

  /**
   * A violation.
   *
   * @param kind what is wrong
   * @param subject the ordering key, the key of Redis, the id of the dead letter or the counter
   * @param details more about it, or empty
   */
  public record Finding(Kind kind, String subject, String details) {}

  /** The kinds of violations. */
  public enum Kind {
    /** A key of the queue is of another type. */
    WRONG_TYPE(
        "another program wrote a value of another type there",
        "is renamed to broken:…, look at it there; the next --fix deletes it"),
    /** A key of another type that an audit, or the queue itself, renamed. */
    SET_ASIDE("what stood where the queue needs a key of another type", "is deleted"),
    /** Events of a user wait, and the user is in no set, so no worker would deliver them. */
    FORGOTTEN("events wait, and nobody would deliver them", "is made due"),
    /** A user is in both sets. */
    READY_AND_PARKED("parked, and may be claimed nevertheless", "stays parked"),
    /** A user is in a set, and no event waits. */
    NOTHING_WAITS("is in a set of users with events, and has no event", "is taken out"),
    /** The state of a head whose user has no events. */
    ORPHAN_HEAD("the state of a first event, and there is none", "is deleted"),
    /** A set of message ids that never expires. */
    REMEMBERED_FOR_EVER("a set of message ids without an end", "is given its end"),
    /** A hash of fingerprints that never expires. */
    PROFILES_FOR_EVER("fingerprints of profiles without an end", "are forgotten"),
    /** A dead letter without text or entry. */
    DEAD_LETTER_WITHOUT_CONTENT("a dead letter without its text or event", "is deleted"),
    /** A dead letter in both lists. */
    DEAD_LETTER_TWICE("a dead letter in both lists", "stays among the failures"),
    /** A dead letter in no list. */
    DEAD_LETTER_NOT_LISTED("a dead letter in no list", "is listed again"),
    /** Text or entry of a dead letter that is in no list. */
    HALF_A_DEAD_LETTER("the rest of a dead letter", "is deleted"),
    /** A counter with a wrong value. */
    COUNTER("a counter that is off", "is set right");

    private final String meaning;
    private final String repair;

    Kind(String meaning, String repair) {
      this.meaning = meaning;
      this.repair = repair;
    }

    /** What is wrong; the rest of a sentence about the subject. */
    public String meaning() {
      return meaning;
    }

    /** What a repair does; the rest of the same sentence. */
    public String repair() {
      return repair;
    }

    /** The kind that {@code audit.lua} names: {@code wrong-type} is {@link #WRONG_TYPE}. */
    public static Kind of(String finding) {
      return valueOf(finding.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}
