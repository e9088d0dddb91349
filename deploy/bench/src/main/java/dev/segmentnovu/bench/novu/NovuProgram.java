package dev.segmentnovu.bench.novu;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.segmentnovu.bench.load.TraceMark;
import dev.segmentnovu.bench.load.TraceMarks;
import dev.segmentnovu.bench.wire.HttpInput;
import dev.segmentnovu.bench.wire.WireConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The fake Novu: one thread and one selector. It looks for marks in what it receives, and responds
 * with success after the given latency. {@code GET /bench/delivered} and {@code GET /bench/stats}
 * show what has arrived, {@code POST /bench/begin/<run>/<users>} begins a run, and {@code POST
 * /bench/clear} forgets latencies.
 */
public final class NovuProgram {
  private static final byte[] BENCH_GET = "GET /bench/".getBytes(US_ASCII);
  private static final byte[] BENCH_POST = "POST /bench/".getBytes(US_ASCII);
  private static final byte[] DELIVERED = "GET /bench/delivered ".getBytes(US_ASCII);
  private static final String BEGIN = "/bench/begin/";

  private final TraceMarks marks = new TraceMarks();
  private final Selector selector;
  private final ServerSocketChannel server;
  private final long latencyNanos;

  /** All responses have the same latency, so they are due in the order in which they were made. */
  private final Deque<Late> late = new ArrayDeque<>();

  private record Late(long due, WireConnection client, ByteBuffer response) {}

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
        ready((WireConnection) key.attachment());
      }
    }
    selector.selectedKeys().clear();
    while (!late.isEmpty() && late.element().due <= System.nanoTime()) {
      send(late.remove());
    }
  }

  private void accept() throws IOException {
    SocketChannel channel = server.accept();
    if (channel != null) {
      var unused = new WireConnection(selector, channel);
    }
  }

  private void ready(WireConnection client) {
    try {
      boolean there = client.ready();
      while (there) {
        handle(client);
        there = client.taken();
      }
    } catch (IOException e) {
      client.close(); // the worker or the bench has ended
    }
  }

  private void handle(WireConnection client) throws IOException {
    HttpInput request = client.message();
    if (request.startsWith(BENCH_GET) || request.startsWith(BENCH_POST)) {
      client.send(ByteBuffer.wrap(NovuResponses.response(200, bench(request).getBytes(US_ASCII))));
      return;
    }
    marks.request();
    long now = TraceMark.now();
    int events = 0;
    int at = TraceMark.find(request.bytes(), request.bodyStart(), request.bodyEnd());
    while (at >= 0) {
      marks.add(request.bytes(), at, now);
      events++;
      at = TraceMark.find(request.bytes(), at + TraceMark.LENGTH, request.bodyEnd());
    }
    ByteBuffer response = NovuResponses.to(request, events);
    if (latencyNanos == 0) {
      client.send(response);
    } else {
      late.add(new Late(System.nanoTime() + latencyNanos, client, response));
    }
  }

  private String bench(HttpInput request) {
    if (request.startsWith(DELIVERED)) {
      return Long.toString(marks.delivered());
    }
    String path = request.firstLine().split(" ", -1)[1];
    if (path.startsWith(BEGIN)) {
      String[] numbers = path.substring(BEGIN.length()).split("/", -1);
      marks.begin(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    } else if (path.equals("/bench/clear")) {
      marks.clear();
    }
    return marks.json().toString();
  }

  /**
   * The relay's client sends its next request only after the response, so no request waits for
   * another.
   */
  private static void send(Late late) {
    try {
      late.client.send(late.response);
    } catch (IOException e) {
      late.client.close();
    }
  }
}
