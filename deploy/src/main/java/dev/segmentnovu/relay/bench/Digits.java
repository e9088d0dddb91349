package dev.segmentnovu.relay.bench;

/** Numbers of a fixed width, written over bytes that are there. */
final class Digits {

  private Digits() {}

  /** Writes {@code value}, at least 0, with leading zeros; digits beyond {@code width} are lost. */
  static void write(byte[] bytes, int at, int width, long value) {
    long rest = value;
    for (int i = at + width - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** What {@link #write} wrote; of other bytes something of no use. */
  static long read(byte[] bytes, int at, int width) {
    long value = 0;
    for (int i = at; i < at + width; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }

  /** So many zeros, to be written over. */
  static String zeros(int width) {
    return "0".repeat(width);
  }
}
