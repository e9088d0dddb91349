package dev.segmentnovu.bench.load;

import dev.segmentnovu.bench.wire.Digits;

/**
 * What the load generator puts into each event and the fake Novu finds again in what reaches it: a
 * text that stands in a property or trait, with the time at which the event was to be sent, the
 * number of the run, the event's number in it, and the number below which every event of the run
 * had been answered when this one was sent.
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

  /** A mark to be written over. */
  static final String BLANK = "@".repeat(SIGNS) + Digits.zeros(LENGTH - SIGNS);

  private TraceMark() {}

  /** The time that marks hold, in microseconds. */
  public static long now() {
    return System.nanoTime() / 1_000;
  }

  /** Fills the mark that begins at {@code at}. */
  static void write(byte[] bytes, int at, long micros, int run, long number, long settled) {
    Digits.write(bytes, at + TIME, TIME_DIGITS, micros);
    Digits.write(bytes, at + RUN, RUN_DIGITS, run);
    Digits.write(bytes, at + NUMBER, NUMBER_DIGITS, number);
    Digits.write(bytes, at + SETTLED, NUMBER_DIGITS, settled);
  }

  /** Where the next mark begins, from {@code from} on; -1 if none ends before {@code to}. */
  public static int find(byte[] bytes, int from, int to) {
    // eight signs in a row cannot hide between two looks that are eight bytes apart
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
