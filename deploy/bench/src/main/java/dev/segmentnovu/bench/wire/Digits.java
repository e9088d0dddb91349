package dev.segmentnovu.bench.wire;

/** Numbers of a fixed width, which overwrite existing bytes. */
public final class Digits {

  private Digits() {}

  /** Writes {@code value}, at least 0, with leading zeros. Digits beyond {@code width} are lost. */
  public static void write(byte[] bytes, int at, int width, long value) {
    long rest = value;
    for (int i = at + width - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /** Reads what {@link #write} wrote. The result for other bytes is undefined. */
  public static long read(byte[] bytes, int at, int width) {
    long value = 0;
    for (int i = at; i < at + width; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return value;
  }

  /** Zeros to overwrite. */
  public static String zeros(int width) {
    return "0".repeat(width);
  }
}
