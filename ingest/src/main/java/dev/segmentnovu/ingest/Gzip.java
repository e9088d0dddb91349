package dev.segmentnovu.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip, up to a limit: a small body can stand for gigabytes. */
final class Gzip {

  /** What unpacking came to. */
  sealed interface Result {
    /** The bytes. */
    record Unpacked(byte[] bytes) implements Result {}

    /** More than the limit. */
    record TooLarge() implements Result {}

    /** No gzip, or cut short. */
    record Damaged() implements Result {}
  }

  private Gzip() {}

  /** Reads at most one byte more than {@code limit}, whatever is in there. */
  static Result unpack(byte[] packed, int limit) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] bytes = in.readNBytes(limit);
      return in.read() < 0 ? new Result.Unpacked(bytes) : new Result.TooLarge();
    } catch (IOException e) {
      return new Result.Damaged();
    }
  }
}
