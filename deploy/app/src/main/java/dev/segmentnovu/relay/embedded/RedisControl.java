package dev.segmentnovu.relay.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends Redis on loopback the few commands that start and stop need, with one connection for each.
 * The queue has its own client; this one must distinguish a Redis from another program.
 */
public final class RedisControl {
  private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(2).toMillis();
  private static final int LONGEST = 64 * 1024;

  private final int port;
  private final @Nullable String password;

  /** Connects to the Redis on a port of loopback. {@code password} is null if it has none. */
  public RedisControl(int port, @Nullable String password) {
    this.port = port;
    this.password = password;
  }

  /** A reply of Redis: its texts in order, or its error. */
  public record Reply(List<String> texts, boolean isError) {
    boolean says(String text) {
      return texts.size() == 1 && texts.get(0).startsWith(text);
    }
  }

  /**
   * Sends one command.
   *
   * @throws IOException if nothing listens there, or the listener is not a Redis
   */
  public Reply ask(String... words) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      if (password != null) {
        // a Redis without a password rejects AUTH, and executes the command nevertheless
        var unused = exchange(socket, in, "AUTH", password);
      }
      return exchange(socket, in, words);
    }
  }

  private static Reply exchange(Socket socket, InputStream in, String... words) throws IOException {
    var request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      int bytes = word.getBytes(StandardCharsets.UTF_8).length;
      request.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
    }
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    List<String> texts = new ArrayList<>();
    boolean error = read(in, texts);
    return new Reply(texts, error);
  }

  private static boolean read(InputStream in, List<String> texts) throws IOException {
    String line = line(in);
    String rest = line.isEmpty() ? "" : line.substring(1);
    switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+', ':' -> texts.add(rest);
      case '-' -> {
        texts.add(rest);
        return true;
      }
      case '$' -> {
        int length = length(rest);
        texts.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
        line(in);
      }
      case '*' -> {
        int count = length(rest);
        for (int i = 0; i < count; i++) {
          read(in, texts);
        }
      }
      default -> throw new IOException("not a Redis");
    }
    return false;
  }

  private static int length(String text) throws IOException {
    if (!text.matches("\\d{1,5}")) {
      throw new IOException("not an answer of Redis that is expected here");
    }
    return Integer.parseInt(text);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection was closed");
      }
      if (line.length() > LONGEST) {
        throw new IOException("not a Redis");
      }
      line.append((char) next);
    }
    return line.toString().stripTrailing();
  }
}
