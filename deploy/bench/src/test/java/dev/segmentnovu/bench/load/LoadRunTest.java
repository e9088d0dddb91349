package dev.segmentnovu.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.bench.plan.LoadPlan;
import dev.segmentnovu.bench.plan.Scenario;
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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the load generator tells with each event, against a server that answers as it is told. */
@Timeout(30)
class LoadRunTest {

  /** Where the event with a number came from, and is to be answered. */
  private final Map<Long, SocketChannel> unanswered = new TreeMap<>();

  @Test
  void each_event_names_the_events_that_had_a_response_when_it_was_sent() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open();
        Selector selector = Selector.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      var run = new LoadRun(new LoadPlan(Scenario.SINGLE, 1, port, 2, 300, 10, 0, 0, 0), selector);
      try (SocketChannel one = server.accept();
          SocketChannel other = server.accept()) {
        run.sendDue(0);
        assertThat(settledOfNext(one)).isZero();
        assertThat(settledOfNext(other)).isZero();
        assertThat(unanswered.keySet()).containsExactly(0L, 1L);

        assertThat(settledOfNext(response(run, selector, 1))).as("0 is on its way").isZero();
        assertThat(settledOfNext(response(run, selector, 0))).as("2 is on its way").isEqualTo(2);
        assertThat(settledOfNext(response(run, selector, 2))).as("3 is on its way").isEqualTo(3);
        assertThat(unanswered.keySet()).containsExactly(3L, 4L);
      } finally {
        run.close();
      }
    }
  }

  /** Answers an event, and returns where the next one comes from. */
  private SocketChannel response(LoadRun run, Selector selector, long number) throws IOException {
    SocketChannel channel = Objects.requireNonNull(unanswered.remove(number));
    channel.write(
        ByteBuffer.wrap(
            "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}".getBytes(US_ASCII)));
    int response = run.json().path("accepted").asInt();
    while (run.json().path("accepted").asInt() == response) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        run.ready((WireConnection) key.attachment());
      }
      selector.selectedKeys().clear();
    }
    run.sendDue(0);
    return channel;
  }

  private long settledOfNext(SocketChannel channel) throws IOException {
    var input = new HttpInput();
    do {
      assertThat(input.readFrom(channel)).isTrue();
    } while (!input.isComplete());
    int mark = TraceMark.find(input.bytes(), input.bodyStart(), input.bodyEnd());
    unanswered.put(TraceMark.number(input.bytes(), mark), channel);
    return TraceMark.settled(input.bytes(), mark);
  }
}
