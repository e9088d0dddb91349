package dev.segmentnovu.relay.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The fake Novu: one thread and one selector, which looks for marks in what it receives and answers
 * that all is done, after as long as it is told. {@code GET /bench/delivered} and {@code GET
 * /bench/stats} tell what has come, {@code POST /bench/begin/<run>} begins a run, and {@code POST
 * /bench/clear} forgets latencies.
 */
public final class NovuProgram {
  private static final byte[] BENCH_GET = "GET /bench/".getBytes(US_ASCII);
  private static final byte[] BENCH_POST = "POST /bench/".getBytes(US_ASCII);
  private static final byte[] DELIVERED = "GET /bench/delivered ".getBytes(US_ASCII);
  private static final String BEGIN = "/bench/begin/";

  private final Marks marks = new Marks();
  private final Selector selector;
  private final ServerSocketChannel server;
  private final long latencyNanos;

  /** All take equally long, so that they are due in the order in which they were made. */
  private final Deque<Late> late = new ArrayDeque<>();

  private record Late(long due, Client client, ByteBuffer answer) {}

  private static final class Client {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final HttpInput input = new HttpInput();
    private @Nullable ByteBuffer unsent;

    private Client(SocketChannel channel, Selector selector) throws IOException {
      this.channel = channel;
      key = channel.register(selector, SelectionKey.OP_READ, this);
    }
  }

  private NovuProgram(int port, Duration latency) throws IOException {
    latencyNanos = latency.toNanos();
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_024);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * Serves until the process ends.
   *
   * @param latency from a request to its answer
   * @throws IOException if the port is taken
   */
  public static void run(int port, Duration latency) throws IOException {
    var program = new NovuProgram(port, latency);
    while (true) {
      program.turn();
    }
  }

  private void turn() throws IOException {
    if (late.isEmpty()) {
      selector.select();
    } else {
      long millis = Math.floorDiv(late.element().due - System.nanoTime() + 999_999, 1_000_000L);
      if (millis > 0) {
        selector.select(millis);
      } else {
        selector.selectNow();
      }
    }
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.isAcceptable()) {
        accept();
      } else {
        ready((Client) key.attachment());
      }
    }
    selector.selectedKeys().clear();
    while (!late.isEmpty() && late.element().due <= System.nanoTime()) {
      Late next = late.remove();
      send(next.client, next.answer);
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      var unused = new Client(channel, selector);
    }
  }

  private void ready(Client client) {
    try {
      flush(client);
      if (client.key.isReadable() && !client.input.readFrom(client.channel)) {
        client.channel.close();
        return;
      }
      while (client.input.isComplete()) {
        handle(client);
        client.input.next();
      }
    } catch (IOException e) {
      close(client);
    }
  }

  private void handle(Client client) {
    HttpInput request = client.input;
    if (request.startsWith(BENCH_GET) || request.startsWith(BENCH_POST)) {
      send(client, ByteBuffer.wrap(NovuAnswers.answer(200, bench(request).getBytes(US_ASCII))));
      return;
    }
    marks.request();
    long now = Mark.now();
    int events = 0;
    int at = Mark.find(request.bytes(), request.bodyStart(), request.bodyEnd());
    while (at >= 0) {
      marks.add(request.bytes(), at, now);
      events++;
      at = Mark.find(request.bytes(), at + Mark.LENGTH, request.bodyEnd());
    }
    ByteBuffer answer = NovuAnswers.to(request, events);
    if (latencyNanos == 0) {
      send(client, answer);
    } else {
      late.add(new Late(System.nanoTime() + latencyNanos, client, answer));
    }
  }

  private String bench(HttpInput request) {
    if (request.startsWith(DELIVERED)) {
      return Long.toString(marks.delivered());
    }
    String path = request.firstLine().split(" ", -1)[1];
    if (path.startsWith(BEGIN)) {
      marks.begin(Integer.parseInt(path.substring(BEGIN.length())));
    } else if (path.equals("/bench/clear")) {
      marks.clear();
    }
    return marks.json().toString();
  }

  /** The relay's client sends nothing more before it has its answer, so none waits for another. */
  private static void send(Client client, ByteBuffer answer) {
    try {
      client.unsent = answer;
      flush(client);
    } catch (IOException e) {
      close(client);
    }
  }

  private static void flush(Client client) throws IOException {
    ByteBuffer unsent = client.unsent;
    if (unsent != null) {
      client.channel.write(unsent);
      boolean done = !unsent.hasRemaining();
      client.key.interestOps(
          done ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      client.unsent = done ? null : unsent;
    }
  }

  private static void close(Client client) {
    try {
      client.channel.close();
    } catch (IOException e) {
      client.key.cancel(); // gone either way
    }
  }
}
