package dev.segmentnovu.e2e.upgrade;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.LoadEvent;
import dev.segmentnovu.e2e.fixture.Oracle;
import dev.segmentnovu.e2e.fixture.RelayProcess;
import dev.segmentnovu.e2e.fixture.SplitRelay;
import dev.segmentnovu.e2e.fixture.WebhookLoad;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a relay of the former data format left in Redis is delivered by the present one, under
 * traffic. The data are an append-only file of a Redis with 30 users in 3 shards: waiting, retrying
 * and claimed users while Novu was away, two parked users, dead letters, message ids.
 */
final class FormerDataIT {

  private static final int USERS = 30;
  private static final int EVENTS = 8;
  private static final List<String> PARKED = List.of("user-5", "user-6");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @Test
  void data_of_the_former_format_are_delivered_in_order() throws Exception {
    var settings =
        Map.of(
            // the recorded events grow old with the file
            "RELAY_EVENT_MAX_AGE", "36500d",
            "RELAY_UNMAPPED_MAX_AGE", "36500d",
            "RELAY_DEAD_MAX_AGE", "36500d",
            "RELAY_DEDUPLICATION", "36500d",
            // a busy machine makes no call end early
            "RELAY_NOVU_TIMEOUT", "60s",
            "RELAY_LEASE", "2m",
            "RELAY_QUEUE_SHARDS", "1");
    try (var relay = new SplitRelay(directory, settings)) {
      relay.awaitReady();
      relay.ingest.terminate();
      restore(URI.create(relay.redisUrl()));
      relay.ingest.restart().awaitReady();
      RelayProcess fsck = relay.start("fsck --fix");
      assertThat(fsck.awaitExit()).as(fsck.log()).isZero();
      relay.addWorker();
      relay.addWorker();
      relay.awaitReady();
      try (var load = new WebhookLoad(relay.webhooks(), SplitRelay.SECRET, 5, USERS, 0)) {
        List<LoadEvent> all = recorded();
        for (LoadEvent known : all.subList(0, 20)) {
          load.send(known);
        }
        int resent = load.accepted().size();
        List<? extends Future<?>> sending = load.startFor("after", Duration.ofSeconds(10), 100);
        WebhookLoad.awaitSent(sending);
        for (String user : PARKED) {
          assertThat(relay.ingest.command("users", "unpark", user).exitCode()).isZero();
        }
        relay.awaitDrained();

        all.addAll(load.accepted().subList(resent, load.accepted().size()));
        var oracle = new Oracle(all, relay.novu.requests(), relay.deadLetters(), List.of());
        System.out.print(oracle.table("data of format 1"));
        assertThat(oracle.wrong()).isEmpty();
        assertThat(oracle.repeated()).isZero();
      }
    }
  }

  /** The events in the file, those of one user in their order. */
  private static List<LoadEvent> recorded() {
    List<LoadEvent> all = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      for (int index = user % 3 == 0 ? 3 : 0; index < EVENTS; index++) {
        all.add(LoadEvent.of("dump", user, index));
      }
    }
    return all;
  }

  /** Replaces what Redis holds; what would have expired meanwhile stays. */
  private static void restore(URI redis) throws IOException {
    String file;
    try (InputStream in = FormerDataIT.class.getResourceAsStream("format-1.aof.gz")) {
      file = new String(new GZIPInputStream(Objects.requireNonNull(in)).readAllBytes(), ISO_8859_1);
    }
    var commands = new StringBuilder("FLUSHALL\r\n");
    for (int at = 0; at < file.length(); ) {
      int end = endOfCommand(file, at);
      String command = file.substring(at, end);
      if (!command.contains("\r\nPEXPIREAT\r\n")) {
        commands.append(command);
      }
      at = end;
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), redis.getPort())) {
      String password = String.valueOf(redis.getUserInfo()).replaceFirst("^[^:]*:", "");
      socket.getOutputStream().write(("AUTH " + password + "\r\n").getBytes(UTF_8));
      socket.getOutputStream().write((commands + "QUIT\r\n").getBytes(ISO_8859_1));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8).lines())
          .noneMatch(reply -> reply.startsWith("-"));
    }
  }

  private static int endOfCommand(String file, int from) {
    int at = file.indexOf("\r\n", from);
    int words = Integer.parseInt(file.substring(from + 1, at));
    at += 2;
    for (int word = 0; word < words; word++) {
      int line = file.indexOf("\r\n", at);
      at = line + 2 + Integer.parseInt(file.substring(at + 1, line)) + 2;
    }
    return at;
  }
}
