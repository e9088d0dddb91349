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
 * A few commands to a Redis, in plain bytes: it shows what a server says that is none. Each read is
 * bounded in time and in bytes.
 */
final class RespConnection implements AutoCloseable {

  private static final int LONGEST_LINE = 1_000;
  private static final int MOST_LINES = 16;

  /** It took the connection, and says nothing. */
  static final class SilentException extends IOException {
    private static final long serialVersionUID = 1L;

    SilentException(SocketTimeoutException cause) {
      super("It says nothing", cause);
    }
  }

  /** It took the connection, and closed it without a word. */
  static final class HungUpException extends EOFException {
    private static final long serialVersionUID = 1L;
  }

  private final Socket socket;
  private final long until;

  private RespConnection(Socket socket, long until) {
    this.socket = socket;
    this.until = until;
  }

  /**
   * Connects.
   *
   * @param patience ms for the connection, and as many for all that is said
   */
  static RespConnection open(InetAddress address, Node node, boolean tls, int patience)
      throws IOException {
    var plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(address, node.port()), patience);
      long until = System.nanoTime() + patience * 1_000_000L;
      plain.setSoTimeout(patience);
      return new RespConnection(tls ? encrypted(plain, node) : plain, until);
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

  /** Whether TLS is spoken there, with a certificate that Java trusts or another. */
  static boolean speaksTls(InetAddress address, Node node, int patience) {
    try (var talk = open(address, node, true, patience)) {
      return !talk.socket.isClosed();
    } catch (SSLException e) {
      String message = String.valueOf(e.getMessage());
      return message.contains("PKIX") || message.contains("fatal alert");
    } catch (IOException e) {
      return false;
    }
  }

  /** The first line of the answer to a command, with the character that tells its kind. */
  String ask(String... words) throws IOException {
    send(words);
    return line();
  }

  /** The texts of an answer that is a list of them, the error as one text, or nothing for nil. */
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

  /** One that has said something that is no answer of a Redis is not waited for to end its line. */
  private String line(boolean ofAnswer) throws IOException {
    var line = new StringBuilder();
    try {
      while (line.length() < LONGEST_LINE) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new SocketTimeoutException("It speaks too slowly");
        }
        socket.setSoTimeout((int) left);
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
    if (ofAnswer && (said.isEmpty() || "+-:$*".indexOf(said.charAt(0)) < 0)) {
      throw new NotRespException(said);
    }
    return said;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
