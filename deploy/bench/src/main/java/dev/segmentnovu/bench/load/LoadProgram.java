package dev.segmentnovu.bench.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.bench.plan.LoadPlan;
import dev.segmentnovu.bench.wire.Digits;
import dev.segmentnovu.bench.wire.HttpInput;
import dev.segmentnovu.bench.wire.WireConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The load generator: one thread and one selector. It reads commands from standard input, one a
 * line, and responds to each with a line of JSON: {@code run <plan>} begins a run, {@code stop}
 * ends it, {@code clear} forgets latencies, {@code stats} reports the state. It ends when its input
 * ends, so it never outlives the process that started it.
 */
public final class LoadProgram {
  private static final String END = "end";

  /** Waits shorter than the selector can do are sleeps of this length. */
  private static final long NAP_MICROS = 100;

  private static final long SELECT_MICROS = 2_000;
  private static final long IDLE_MILLIS = 100;

  private static final long POLL_MICROS = 5_000;
  private static final byte[] POLL =
      "GET /bench/delivered HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final Queue<String> commands = new ConcurrentLinkedQueue<>();
  private final PrintWriter out;
  private final Selector selector;
  private final int novuPort;
  private @Nullable WireConnection novu;
  private @Nullable LoadRun run;
  private boolean polling;
  private long polledAt;
  private long delivered;

  private LoadProgram(int novuPort, PrintWriter out) throws IOException {
    this.novuPort = novuPort;
    this.out = out;
    selector = Selector.open();
  }

  /**
   * Runs until standard input ends.
   *
   * @param novuPort of the fake Novu, which tells how many events were delivered in the run
   * @param out receives the responses
   * @throws IOException if a server disappears
   */
  public static void run(int novuPort, PrintWriter out) throws IOException {
    var program = new LoadProgram(novuPort, out);
    var reader = new Thread(program::readCommands, "commands");
    reader.setDaemon(true);
    reader.start();
    program.turn();
  }

  private void readCommands() {
    var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        command(line);
      }
    } catch (IOException e) {
      // like the end of the input
    }
    command(END);
  }

  private void command(String line) {
    commands.add(line);
    selector.wakeup();
  }

  private void turn() throws IOException {
    while (true) {
      for (String line = commands.poll(); line != null; line = commands.poll()) {
        if (line.equals(END)) {
          return;
        }
        obey(line);
      }
      poll();
      await(run == null ? Long.MAX_VALUE : run.sendDue(delivered));
      for (SelectionKey key : selector.selectedKeys()) {
        ready((WireConnection) key.attachment());
      }
      selector.selectedKeys().clear();
    }
  }

  /**
   * Returns when a connection is ready, or at the given time. Returns on time, because a delay
   * would count as latency.
   */
  private void await(long micros) throws IOException {
    if (micros >= SELECT_MICROS) {
      long most = run == null || run.isOver() ? IDLE_MILLIS : POLL_MICROS / 1_000;
      selector.select(Math.min(micros / 1_000 - 1, most));
    } else {
      if (selector.selectNow() == 0) {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(Math.min(micros, NAP_MICROS)));
        selector.selectNow();
      }
    }
  }

  private void obey(String line) throws IOException {
    if (line.startsWith("run ")) {
      if (run != null) {
        run.close();
      }
      if (novu == null) {
        novu = WireConnection.to(selector, novuPort);
      }
      delivered = 0;
      run = new LoadRun(LoadPlan.parse(line.substring("run ".length())), selector);
    } else if (line.equals("stop") && run != null) {
      run.stop();
    } else if (line.equals("clear") && run != null) {
      run.clear();
    }
    ObjectNode response = run == null ? JsonNodeFactory.instance.objectNode() : run.json();
    out.println(response);
    out.flush();
  }

  /** Asks Novu periodically what it has received, while events are sent. */
  private void poll() throws IOException {
    long now = TraceMark.now();
    if (novu != null && run != null && !run.isOver() && !polling && now - polledAt >= POLL_MICROS) {
      polling = true;
      polledAt = now;
      novu.send(ByteBuffer.wrap(POLL));
    }
  }

  private void ready(WireConnection connection) throws IOException {
    if (connection != novu) {
      if (run != null) {
        run.ready(connection);
      }
    } else if (connection.ready()) {
      HttpInput response = connection.message();
      delivered =
          Digits.read(
              response.bytes(), response.bodyStart(), response.bodyEnd() - response.bodyStart());
      connection.taken();
      polling = false;
    }
  }
}
