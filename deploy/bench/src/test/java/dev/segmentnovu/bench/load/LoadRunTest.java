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

/** Checks the marks that the load generator puts into events, with a scripted server. */
@Timeout(30)
class LoadRunTest {

  /** The connection on which the event with a number came, for its response. */
  private final Map<Long, SocketChannel> open = new TreeMap<>();

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
        assertThat(open.keySet()).containsExactly(0L, 1L);

        assertThat(settledOfNext(respond(run, selector, 1))).as("0 has no response yet").isZero();
        assertThat(settledOfNext(respond(run, selector, 0)))
            .as("2 has no response yet")
            .isEqualTo(2);
        assertThat(settledOfNext(respond(run, selector, 2)))
            .as("3 has no response yet")
            .isEqualTo(3);
        assertThat(open.keySet()).containsExactly(3L, 4L);
      } finally {
        run.close();
      }
    }
  }

  /** Responds to an event, and returns the connection of the next one. */
  private SocketChannel respond(LoadRun run, Selector selector, long number) throws IOException {
    SocketChannel channel = Objects.requireNonNull(open.remove(number));
    channel.write(
        ByteBuffer.wrap(
            "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}".getBytes(US_ASCII)));
    int accepted = run.json().path("accepted").asInt();
    while (run.json().path("accepted").asInt() == accepted) {
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
    open.put(TraceMark.number(input.bytes(), mark), channel);
    return TraceMark.settled(input.bytes(), mark);
  }
}
