package dev.segmentnovu.ingest.http;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952) up to a limit, because a small body can unpack to gigabytes. Java's own
 * stream recurses for each empty member, so a body of many members overflows the stack; this class
 * loops.
 */
final class Gzip {

  /** The largest number of members in a body; clients send one. */
  static final int MAX_MEMBERS = 16;

  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int DEFLATE = 8;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int CHUNK = 16_384;

  /** The result of unpacking. */
  sealed interface Result {

    /** Calls the action of this case. A caller does not compile until it handles a new case. */
    void match(
        Consumer<byte[]> unpacked, Runnable tooLarge, Runnable tooManyMembers, Runnable damaged);

    /** The unpacked bytes. */
    record Unpacked(byte[] bytes) implements Result {
      @Override
      public void match(
          Consumer<byte[]> unpacked, Runnable tooLarge, Runnable tooManyMembers, Runnable damaged) {
        unpacked.accept(bytes);
      }
    }

    /** The result has more bytes than the limit. */
    record TooLarge() implements Result {
      @Override
      public void match(
          Consumer<byte[]> unpacked, Runnable tooLarge, Runnable tooManyMembers, Runnable damaged) {
        tooLarge.run();
      }
    }

    /** The body has more than {@link #MAX_MEMBERS} members. */
    record TooManyMembers() implements Result {
      @Override
      public void match(
          Consumer<byte[]> unpacked, Runnable tooLarge, Runnable tooManyMembers, Runnable damaged) {
        tooManyMembers.run();
      }
    }

    /** The body is not gzip, or is truncated or changed. */
    record Damaged() implements Result {
      @Override
      public void match(
          Consumer<byte[]> unpacked, Runnable tooLarge, Runnable tooManyMembers, Runnable damaged) {
        damaged.run();
      }
    }
  }

  private final byte[] packed;
  private final int limit;
  private final ByteArrayOutputStream unpacked;
  private int at;

  private Gzip(byte[] packed, int limit) {
    this.packed = packed;
    this.limit = limit;
    unpacked = new ByteArrayOutputStream(Math.min(limit, Math.max(packed.length, 64) * 4));
  }

  /**
   * Unpacks all members of {@code packed} in order. Like gzip, it ignores bytes after the last
   * member that do not start a member.
   *
   * @param limit the largest result, in bytes; unpacking uses at most that much memory
   */
  static Result unpack(byte[] packed, int limit) {
    return new Gzip(packed, limit).unpack();
  }

  private Result unpack() {
    var inflater = new Inflater(true);
    try {
      for (int members = 0; members == 0 || isMember(); members++) {
        if (members == MAX_MEMBERS) {
          return new Result.TooManyMembers();
        }
        inflater.reset();
        if (!isMember() || !skipHeader() || !inflate(inflater)) {
          return new Result.Damaged();
        }
        if (unpacked.size() > limit) {
          return new Result.TooLarge();
        }
      }
      return new Result.Unpacked(unpacked.toByteArray());
    } catch (DataFormatException e) {
      return new Result.Damaged();
    } finally {
      inflater.end();
    }
  }

  private boolean isMember() {
    return packed.length - at >= 2 && unsigned(at) == 0x1f && unsigned(at + 1) == 0x8b;
  }

  /** Moves to the end of the header; false if there is no complete header. */
  private boolean skipHeader() {
    if (packed.length - at < HEADER_BYTES || unsigned(at + 2) != DEFLATE) {
      return false;
    }
    int flags = unsigned(at + 3);
    if ((flags & RESERVED) != 0) {
      return false;
    }
    at += HEADER_BYTES;
    if ((flags & EXTRA) != 0) {
      if (packed.length - at < 2) {
        return false;
      }
      at += 2 + unsigned(at) + (unsigned(at + 1) << 8);
    }
    if (((flags & NAME) != 0 && !skipText()) || ((flags & COMMENT) != 0 && !skipText())) {
      return false;
    }
    at += (flags & HEADER_CRC) != 0 ? 2 : 0;
    return at <= packed.length;
  }

  /** Moves to the end of a zero-terminated text. */
  private boolean skipText() {
    while (at < packed.length) {
      if (packed[at++] == 0) {
        return true;
      }
    }
    return false;
  }

  /** Unpacks one member, up to one byte more than the limit; false if it is damaged. */
  private boolean inflate(Inflater inflater) throws DataFormatException {
    int before = unpacked.size();
    var crc = new CRC32();
    byte[] chunk = new byte[CHUNK];
    inflater.setInput(packed, at, packed.length - at);
    while (!inflater.finished()) {
      int n = inflater.inflate(chunk, 0, Math.min(CHUNK, limit + 1 - unpacked.size()));
      crc.update(chunk, 0, n);
      unpacked.write(chunk, 0, n);
      if (unpacked.size() > limit) {
        return true;
      }
      if (n == 0 && !inflater.finished() && (inflater.needsInput() || inflater.needsDictionary())) {
        return false;
      }
    }
    at += (int) inflater.getBytesRead();
    if (packed.length - at < TRAILER_BYTES) {
      return false;
    }
    boolean intact =
        number(at) == crc.getValue() && number(at + 4) == unpacked.size() - (long) before;
    at += TRAILER_BYTES;
    return intact;
  }

  private int unsigned(int index) {
    return packed[index] & 0xff;
  }

  private long number(int index) {
    return unsigned(index)
        | unsigned(index + 1) << 8
        | unsigned(index + 2) << 16
        | (long) unsigned(index + 3) << 24;
  }
}
