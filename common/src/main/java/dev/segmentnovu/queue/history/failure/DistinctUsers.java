package dev.segmentnovu.queue.history.failure;

import java.util.Arrays;

/**
 * An estimate of how many distinct users there are: a HyperLogLog of {@value #REGISTERS} registers,
 * with a standard error of 6.5 %. It holds no user id, and two estimates can be merged. Its text
 * has one character for each register, and the larger character wins a merge. Immutable. Pure.
 *
 * <p>Redis has such counters too, of 12 kB each. This one takes 256 bytes, because there may be one
 * for each of 500 failure groups.
 */
public final class DistinctUsers {

  /** The number of registers, and of the characters of the text. */
  public static final int REGISTERS = 256;

  private static final int INDEX_BITS = 8;
  private static final char ZERO = '0';

  /** The constant of HyperLogLog that corrects the bias, for this number of registers. */
  private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

  /** Up to this many, counting the empty registers is the better estimate. */
  private static final double LINEAR_UP_TO = 2.5 * REGISTERS;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** Either one register with its rank, which needs no array, or all registers. */
  private final int index;

  private final byte rank;
  private final byte[] registers;

  private static final byte[] ONE_ONLY = {};

  private DistinctUsers(int index, byte rank, byte[] registers) {
    this.index = index;
    this.rank = rank;
    this.registers = registers;
  }

  /** One user. */
  public static DistinctUsers of(String userId) {
    long hash = hash(userId);
    int index = (int) (hash >>> (Long.SIZE - INDEX_BITS));
    // the lowest bit is set, so that the rank is bounded
    int rank = 1 + Long.numberOfLeadingZeros((hash << INDEX_BITS) | 1);
    return new DistinctUsers(index, (byte) rank, ONE_ONLY);
  }

  /**
   * The estimate that {@link #text} wrote.
   *
   * @throws IllegalArgumentException if the text has another length
   */
  public static DistinctUsers parse(String text) {
    if (text.length() != REGISTERS) {
      throw new IllegalArgumentException("An estimate has " + REGISTERS + " characters");
    }
    var registers = new byte[REGISTERS];
    for (int i = 0; i < REGISTERS; i++) {
      registers[i] = (byte) Math.max(0, text.charAt(i) - ZERO);
    }
    return new DistinctUsers(0, (byte) 0, registers);
  }

  /** The users of both. */
  public DistinctUsers plus(DistinctUsers other) {
    if (other.isOne() && !isOne() && registers[other.index] >= other.rank) {
      return this;
    }
    byte[] all = all();
    if (other.isOne()) {
      all[other.index] = (byte) Math.max(all[other.index], other.rank);
    } else {
      for (int i = 0; i < REGISTERS; i++) {
        all[i] = (byte) Math.max(all[i], other.registers[i]);
      }
    }
    return new DistinctUsers(0, (byte) 0, all);
  }

  /** How many distinct users there are, about. */
  public long estimate() {
    double sum = 0;
    int empty = 0;
    for (byte each : all()) {
      sum += Math.scalb(1.0, -each);
      empty += each == 0 ? 1 : 0;
    }
    double raw = ALPHA * REGISTERS * REGISTERS / sum;
    return Math.round(
        raw <= LINEAR_UP_TO && empty > 0 ? REGISTERS * Math.log((double) REGISTERS / empty) : raw);
  }

  /** The registers as printable characters. */
  public String text() {
    var text = new StringBuilder(REGISTERS);
    for (byte each : all()) {
      text.append((char) (ZERO + each));
    }
    return text.toString();
  }

  private boolean isOne() {
    return registers.length == 0;
  }

  private byte[] all() {
    if (!isOne()) {
      return Arrays.copyOf(registers, REGISTERS);
    }
    var all = new byte[REGISTERS];
    all[index] = rank;
    return all;
  }

  /** FNV-1a, and a finalizer that spreads its high bits. */
  private static long hash(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    hash ^= hash >>> 33;
    hash *= 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    hash *= 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
