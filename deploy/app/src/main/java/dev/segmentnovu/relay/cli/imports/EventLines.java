package dev.segmentnovu.relay.cli.imports;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream line by line, with gzip unpacked, and keeps a hash of all lines so far. Of a line
 * that is too long it holds the beginning only.
 */
final class EventLines implements AutoCloseable {

  private static final int GZIP_1 = 0x1f;
  private static final int GZIP_2 = 0x8b;

  /**
   * A line without its line break.
   *
   * @param number from 1
   * @param bytes at most as many as an event may have, and one more
   */
  record Line(long number, byte[] bytes) {

    /** Whether nothing is in it. */
    boolean isBlank() {
      for (byte each : bytes) {
        if (each != ' ' && each != '\t' && each != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  private final InputStream in;
  private final int mostBytes;
  private final MessageDigest hash = sha256();
  private long number;

  /**
   * Reads {@code in}, which it closes with itself.
   *
   * @param mostBytes of a line that is held as a whole
   */
  EventLines(InputStream in, int mostBytes) throws IOException {
    this.mostBytes = mostBytes;
    var buffered = new BufferedInputStream(in);
    buffered.mark(2);
    boolean isGzip = buffered.read() == GZIP_1 && buffered.read() == GZIP_2;
    buffered.reset();
    this.in = isGzip ? new BufferedInputStream(new GZIPInputStream(buffered)) : buffered;
  }

  /** The next line; null at the end. */
  @Nullable Line next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    var line = new ByteArrayOutputStream();
    for (int each = first; each >= 0 && each != '\n'; each = in.read()) {
      hash.update((byte) each);
      if (line.size() <= mostBytes) {
        line.write(each);
      }
    }
    hash.update((byte) '\n');
    return new Line(++number, line.toByteArray());
  }

  /** A hash of all lines that were read, as hex digits. */
  String hash() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) hash.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("Java's SHA-256 can be cloned", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
