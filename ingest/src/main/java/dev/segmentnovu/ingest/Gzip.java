package dev.segmentnovu.ingest;

import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952), up to a limit: a small body can stand for gigabytes. Java's own stream
 * calls itself for each empty member, so a body of many overflows the stack; this one loops.
 */
final class Gzip {

  /** Most members of a body; clients send one. */
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

  /** What unpacking came to. */
  sealed interface Result {
    /** The bytes. */
    record Unpacked(byte[] bytes) implements Result {}

    /** More than the limit. */
    record TooLarge() implements Result {}

    /** More than {@link #MAX_MEMBERS} members. */
    record TooManyMembers() implements Result {}

    /** No gzip, or cut short. */
    record Damaged() implements Result {}
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
   * Unpacks all members of {@code packed}, one after the other. Bytes behind the last that begin no
   * member are ignored, as gzip does.
   *
   * @param limit largest result, in bytes; at most that much memory is used for it
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

  /** Moves behind the header; false if there is none that is complete. */
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

  /** Moves behind a text and the zero at its end. */
  private boolean skipText() {
    while (at < packed.length) {
      if (packed[at++] == 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Unpacks what is behind a header, until one byte more than the limit; false if it is damaged.
   */
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
