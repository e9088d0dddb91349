package dev.segmentnovu.bench.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection to a Redis on this machine, for requests that are built by hand. */
public final class RedisWire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  public RedisWire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 256 * 1024);
    out = socket.getOutputStream();
  }

  /** A command in the protocol of Redis. */
  public static byte[] command(String... words) {
    var text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      text.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Sends commands without waiting for the replies. */
  public void send(byte[] commands) throws IOException {
    out.write(commands);
  }

  /** Reads a reply that is a number or a word, and drops it. */
  public void skipLine() throws IOException {
    line();
  }

  /** Reads a reply that is a text; empty if it is null. */
  public String text() throws IOException {
    String head = line();
    int length = head.startsWith("$") ? Integer.parseInt(head.substring(1)) : -1;
    if (length < 0) {
      return head.startsWith("$") ? "" : head;
    }
    byte[] bytes = in.readNBytes(length);
    line();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Reads this many bytes of replies, and drops them. */
  public void skip(long bytes) throws IOException {
    in.skipNBytes(bytes);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("Redis closed the connection");
      }
      line.append((char) next);
    }
    String text = line.toString().strip();
    if (text.startsWith("-")) {
      throw new IOException("Redis answered " + text);
    }
    return text;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
