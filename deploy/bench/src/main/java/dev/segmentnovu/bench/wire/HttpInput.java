package dev.segmentnovu.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The next HTTP/1.1 message of a connection, a request or a response, as far as it has arrived.
 * Supports only bodies with {@code Content-Length}, which the relay's server and client send.
 */
public final class HttpInput {
  private static final int FIRST_SIZE = 4 * 1024;
  private static final byte[] LENGTH =
      "content-length:".getBytes(StandardCharsets.US_ASCII); // upper or lower case

  private byte[] bytes = new byte[FIRST_SIZE];
  private ByteBuffer buffer = ByteBuffer.wrap(bytes);
  private int looked;
  private int bodyStart = -1;
  private int bodyEnd = -1;

  /** Reads what has arrived; false if the other side has closed the connection. */
  public boolean readFrom(SocketChannel channel) throws IOException {
    while (true) {
      if (!buffer.hasRemaining()) {
        grow(bytes.length * 2);
      }
      int read = channel.read(buffer);
      if (read < 0) {
        return false;
      }
      if (buffer.hasRemaining()) {
        return true;
      }
    }
  }

  private void grow(int size) {
    int filled = buffer.position();
    bytes = Arrays.copyOf(bytes, size);
    buffer = ByteBuffer.wrap(bytes);
    buffer.position(filled);
  }

  /** Whether the message is complete. */
  public boolean isComplete() throws IOException {
    if (bodyStart < 0) {
      findBody();
    }
    return bodyStart >= 0 && buffer.position() >= bodyEnd;
  }

  private void findBody() throws IOException {
    int filled = buffer.position();
    for (int i = Math.max(3, looked); i < filled; i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        bodyStart = i + 1;
        bodyEnd = bodyStart + contentLength(i);
        if (bodyEnd > bytes.length) {
          grow(bodyEnd);
        }
        return;
      }
    }
    looked = filled;
  }

  /** The length of the body; 0 if the head, which ends at {@code end}, contains none. */
  private int contentLength(int end) throws IOException {
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n' && isLength(i + 1)) {
        int length = 0;
        for (int at = i + 1 + LENGTH.length; bytes[at] != '\r'; at++) {
          if (bytes[at] != ' ') {
            length = length * 10 + (bytes[at] - '0');
          }
        }
        if (length < 0) {
          throw new IOException("A Content-Length that is no number");
        }
        return length;
      }
    }
    return 0;
  }

  private boolean isLength(int at) {
    if (at + LENGTH.length >= buffer.position()) {
      return false;
    }
    for (int i = 0; i < LENGTH.length; i++) {
      int sign = bytes[at + i];
      if ((sign >= 'A' && sign <= 'Z' ? sign + ('a' - 'A') : sign) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  /** The buffer of the messages. Bytes after {@link #bodyEnd} do not belong to this one. */
  public byte[] bytes() {
    return bytes;
  }

  public int bodyStart() {
    return bodyStart;
  }

  public int bodyEnd() {
    return bodyEnd;
  }

  /** The status, if the message is a response. */
  public int status() {
    return (int) Digits.read(bytes, "HTTP/1.1 ".length(), 3);
  }

  /** Whether the message, a request, starts with {@code prefix}. */
  public boolean startsWith(byte[] prefix) {
    return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The first line. */
  public String firstLine() {
    int end = 0;
    while (bytes[end] != '\r') {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.US_ASCII);
  }

  /** All of the message. */
  public String text() {
    return new String(bytes, 0, bodyEnd, StandardCharsets.UTF_8);
  }

  /** Goes on to the next message. */
  void next() {
    int rest = buffer.position() - bodyEnd;
    System.arraycopy(bytes, bodyEnd, bytes, 0, rest);
    buffer.position(rest);
    looked = 0;
    bodyStart = -1;
    bodyEnd = -1;
  }
}
