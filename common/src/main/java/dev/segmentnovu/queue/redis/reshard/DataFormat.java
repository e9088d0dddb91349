package dev.segmentnovu.queue.redis.reshard;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the data format of a source, as Redis stores it: {@code 2 1} is format 2, which
 * processes that know format 1 or a later one can use. Redis without a version holds format 1.
 *
 * <p>A format must be usable by processes of the format before it. A change for which that is not
 * possible becomes two formats: with the first, processes learn to read what those of the second
 * write. So the stored version can rise while processes of the last version run, and these can
 * return. It never falls. Pure.
 *
 * @param version the newest format in which a process may have written data
 * @param usableFrom processes must know this format, or a later one
 */
public record DataFormat(int version, int usableFrom) {

  /** The format that this version of the relay writes. */
  public static final DataFormat PRESENT = new DataFormat(2, 1);

  private static final DataFormat UNVERSIONED = new DataFormat(1, 1);

  private static final Pattern TEXT = Pattern.compile("(\\d{1,6}) (\\d{1,6})");

  /** What a process does about the stored format. */
  public sealed interface Verdict {

    /** The process may use the data. */
    record Usable() implements Verdict {}

    /** The process may use the data once it has stored its own, later format. */
    record Raise() implements Verdict {}

    /**
     * The process must not use the data.
     *
     * @param why what is wrong and what to do, without a full stop
     */
    record Refused(String why) implements Verdict {}
  }

  /** Reads what Redis stores; a text that no relay wrote counts as none. */
  public static DataFormat parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? new DataFormat(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)))
        : UNVERSIONED;
  }

  /** What Redis stores. */
  public String text() {
    return version + " " + usableFrom;
  }

  /** What a process that writes this format does about data in the format {@code stored}. */
  public Verdict judge(String source, DataFormat stored) {
    if (version < stored.usableFrom) {
      return new Verdict.Refused(
          "Redis holds the queue of source "
              + source
              + " in data format "
              + stored.version
              + ", which needs a relay that knows format "
              + stored.usableFrom
              + " or later, and this one knows format "
              + version
              + ". Start the version of the relay that ran before, or a later one");
    }
    if (stored.version < usableFrom) {
      return new Verdict.Refused(
          "Redis holds the queue of source "
              + source
              + " in data format "
              + stored.version
              + ", and this relay needs format "
              + usableFrom
              + " or later. Upgrade through a version of the relay that writes format "
              + usableFrom
              + "; docs/operations/upgrade.md lists them");
    }
    return version > stored.version ? new Verdict.Raise() : new Verdict.Usable();
  }
}
