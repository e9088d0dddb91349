package dev.segmentnovu.queue.redis.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.config.RedisAddress.Node;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends a few commands to a Redis as plain bytes, so that it can show the answer of a server that
 * is no Redis. Each read is bounded in time and in bytes.
 */
final class RespConnection implements AutoCloseable {

  private static final int LONGEST_LINE = 1_000;
  private static final int MOST_LINES = 16;

  /** The server accepted the connection and does not answer. */
  static final class SilentException extends IOException {
    private static final long serialVersionUID = 1L;

    SilentException(SocketTimeoutException cause) {
      super("It says nothing", cause);
    }
  }

  /** The server accepted the connection and closed it without an answer. */
  static final class HungUpException extends EOFException {
    private static final long serialVersionUID = 1L;
  }

  private final Socket socket;
  private final long untilNanos;

  private RespConnection(Socket socket, long untilNanos) {
    this.socket = socket;
    this.untilNanos = untilNanos;
  }

  /**
   * Connects.
   *
   * @param timeoutMs for the connection, and again for all answers together
   */
  static RespConnection open(InetAddress address, Node node, boolean tls, int timeoutMs)
      throws IOException {
    var plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(address, node.port()), timeoutMs);
      long untilNanos = System.nanoTime() + timeoutMs * 1_000_000L;
      plain.setSoTimeout(timeoutMs);
      return new RespConnection(tls ? encrypted(plain, node) : plain, untilNanos);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static Socket encrypted(Socket plain, Node node) throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    var socket = (SSLSocket) factory.createSocket(plain, node.host(), node.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
      return socket;
    } catch (SocketTimeoutException e) {
      throw new SilentException(e);
    }
  }

  /** Whether the server speaks TLS, with a certificate that Java trusts or another. */
  static boolean speaksTls(InetAddress address, Node node, int timeoutMs) {
    try (var talk = open(address, node, true, timeoutMs)) {
      return !talk.socket.isClosed();
    } catch (SSLException e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("PKIX") || message.contains("fatal alert");
    } catch (IOException e) {
      return false;
    }
  }

  /** The first line of the reply to a command, with the character of its type. */
  String ask(String... words) throws IOException {
    send(words);
    return line();
  }

  /** The texts of a reply that is a list of texts; the error as one text; nothing for nil. */
  List<String> askForTexts(String... words) throws IOException {
    send(words);
    String head = line();
    if (head.startsWith("-")) {
      return List.of(head);
    }
    List<String> texts = new ArrayList<>();
    if (head.startsWith("*")) {
      int count = Math.min(MOST_LINES, number(head));
      for (int i = 0; i < count; i++) {
        if (number(line()) >= 0) {
          texts.add(line(false));
        }
      }
    }
    return texts;
  }

  private static int number(String head) throws NotRespException {
    String digits = head.substring(1);
    if (!digits.matches("-?\\d{1,6}")) {
      throw new NotRespException(head);
    }
    return Integer.parseInt(digits);
  }

  private void send(String... words) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (String word : words) {
      byte[] text = word.getBytes(UTF_8);
      bytes.writeBytes(("$" + text.length + "\r\n").getBytes(UTF_8));
      bytes.writeBytes(text);
      bytes.writeBytes("\r\n".getBytes(UTF_8));
    }
    socket.getOutputStream().write(bytes.toByteArray());
    socket.getOutputStream().flush();
  }

  private String line() throws IOException {
    return line(true);
  }

  /** Reads a line. Does not wait for the end of a line that is no reply of a Redis. */
  private String line(boolean isReply) throws IOException {
    var line = new StringBuilder();
    try {
      while (line.length() < LONGEST_LINE) {
        long leftMs = (untilNanos - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          throw new SocketTimeoutException("It speaks too slowly");
        }
        socket.setSoTimeout((int) leftMs);
        int next = socket.getInputStream().read();
        if (next < 0) {
          if (line.isEmpty()) {
            throw new HungUpException();
          }
          throw new NotRespException(line.toString());
        }
        if (next == '\n') {
          break;
        }
        line.append(new String(new byte[] {(byte) next}, ISO_8859_1));
      }
    } catch (SocketTimeoutException e) {
      if (line.isEmpty()) {
        throw new SilentException(e);
      }
      throw new NotRespException(line.toString());
    }
    String said = line.toString().replace("\r", "");
    if (isReply && (said.isEmpty() || "+-:$*".indexOf(said.charAt(0)) < 0)) {
      throw new NotRespException(said);
    }
    return said;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
