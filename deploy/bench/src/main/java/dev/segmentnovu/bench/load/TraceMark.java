package dev.segmentnovu.bench.load;

import dev.segmentnovu.bench.wire.Digits;

/**
 * The mark that the load generator puts into each event, and that the fake Novu finds in what it
 * receives. It is the text of a property or trait: the time at which the event is due, the number
 * of the run, the event's number in it, and the number below which all events of the run had a
 * response when this one was sent.
 *
 * <p>The time is {@link System#nanoTime()} in microseconds. Java does not promise that two
 * processes of one machine count from the same instant, but on Linux and macOS they do: it is the
 * time since the machine started.
 */
public final class TraceMark {
  private static final int SIGNS = 8;
  private static final int TIME_DIGITS = 16;
  private static final int RUN_DIGITS = 4;
  private static final int NUMBER_DIGITS = 10;

  private static final int TIME = SIGNS;
  private static final int RUN = TIME + TIME_DIGITS;
  private static final int NUMBER = RUN + RUN_DIGITS;
  private static final int SETTLED = NUMBER + NUMBER_DIGITS;

  /** Bytes of a mark. */
  public static final int LENGTH = SETTLED + NUMBER_DIGITS;

  /** A mark to overwrite. */
  static final String BLANK = "@".repeat(SIGNS) + Digits.zeros(LENGTH - SIGNS);

  private TraceMark() {}

  /** The present time in microseconds, as marks contain it. */
  public static long now() {
    return System.nanoTime() / 1_000;
  }

  /** Writes the mark that begins at {@code at}. */
  static void write(byte[] bytes, int at, long micros, int run, long number, long settled) {
    Digits.write(bytes, at + TIME, TIME_DIGITS, micros);
    Digits.write(bytes, at + RUN, RUN_DIGITS, run);
    Digits.write(bytes, at + NUMBER, NUMBER_DIGITS, number);
    Digits.write(bytes, at + SETTLED, NUMBER_DIGITS, settled);
  }

  /** Where the next mark begins, at or after {@code from}; -1 if none ends before {@code to}. */
  public static int find(byte[] bytes, int from, int to) {
    // a look every eight bytes cannot miss eight signs in a row
    for (int look = from + SIGNS - 1; look < to; look += SIGNS) {
      if (bytes[look] == '@') {
        int begin = look;
        while (begin > from && bytes[begin - 1] == '@') {
          begin--;
        }
        if (begin + LENGTH <= to && isMark(bytes, begin)) {
          return begin;
        }
      }
    }
    return -1;
  }

  private static boolean isMark(byte[] bytes, int at) {
    for (int i = 0; i < SIGNS; i++) {
      if (bytes[at + i] != '@') {
        return false;
      }
    }
    return true;
  }

  static long micros(byte[] bytes, int at) {
    return Digits.read(bytes, at + TIME, TIME_DIGITS);
  }

  static int run(byte[] bytes, int at) {
    return (int) Digits.read(bytes, at + RUN, RUN_DIGITS);
  }

  static long number(byte[] bytes, int at) {
    return Digits.read(bytes, at + NUMBER, NUMBER_DIGITS);
  }

  static long settled(byte[] bytes, int at) {
    return Digits.read(bytes, at + SETTLED, NUMBER_DIGITS);
  }
}
