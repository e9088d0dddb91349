package dev.segmentnovu.queue;

import java.util.List;
import java.util.Locale;

/**
 * What an audit of one source found.
 *
 * @param source the source
 * @param users users looked at
 * @param letters dead letters looked at
 * @param findings everything that is wrong; empty if all is well
 * @param counted whether the counters could be compared; false where there is too much to count at
 *     one moment
 */
public record AuditReport(
    String source, long users, long letters, List<Finding> findings, boolean counted) {

  /**
   * One thing that is wrong.
   *
   * @param kind what
   * @param subject the user, message, letter or counter
   * @param details more about it, or empty
   */
  public record Finding(Kind kind, String subject, String details) {}

  /** What can be wrong. */
  public enum Kind {
    /** A key of the queue that holds what the queue never writes there. */
    WRONG_TYPE(
        "another program wrote a value of another type there",
        "is renamed to broken:…, look at it there; the next --fix deletes it"),
    /** What such a key held, renamed by an audit or by the queue itself. */
    SET_ASIDE("what stood where the queue needs a key of another type", "is deleted"),
    /** Events wait for the user, who stands in no set, so nobody would deliver them. */
    FORGOTTEN("events wait, and nobody would deliver them", "is made due"),
    /** The user is parked, and may be claimed nevertheless. */
    READY_AND_PARKED("parked, and may be claimed nevertheless", "stays parked"),
    /** The user stands in a set, and no event waits. */
    NOTHING_WAITS("stands among the waiting, and no event waits", "is taken out"),
    /** A head's state without a head. */
    ORPHAN_HEAD("the state of a first event, and there is none", "is deleted"),
    /** Message ids that would never be forgotten if no more came. */
    REMEMBERED_FOR_EVER("a set of message ids without an end", "is given its end"),
    /** Fingerprints of profiles that would never be forgotten if no more came. */
    PROFILES_FOR_EVER("fingerprints of profiles without an end", "are forgotten"),
    /** A dead letter whose text or event is gone. */
    LETTER_WITHOUT_CONTENT("a dead letter without its text or event", "is deleted"),
    /** A dead letter in both lists. */
    LETTER_TWICE("a dead letter in both lists", "stays among the failures"),
    /** A dead letter in no list. */
    LETTER_NOT_LISTED("a dead letter in no list", "is listed again"),
    /** Text or event of a dead letter that is in no list. */
    HALF_A_LETTER("the rest of a dead letter", "is deleted"),
    /** A counter that is off. */
    COUNTER("a counter that is off", "is set right");

    private final String meaning;
    private final String mending;

    Kind(String meaning, String mending) {
      this.meaning = meaning;
      this.mending = mending;
    }

    /** What is wrong, in words. */
    public String meaning() {
      return meaning;
    }

    /** What a repair does, in words. */
    public String mending() {
      return mending;
    }

    public static Kind of(String finding) {
      return valueOf(finding.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}
