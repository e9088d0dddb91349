package dev.segmentnovu.ingest.admin.live;

import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.queue.admin.OperatorQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks periodically for what is new, once for all clients, and sends it to each of them. Without
 * clients it does nothing. A client that reads too slowly is disconnected, because the events that
 * wait for it would fill the memory.
 */
@EventLoopConfined
public final class LiveStream {

  static final int MAX_CLIENTS = 20;

  /** With the usual period, every 15 s: less than the idle timeout of the port. */
  private static final int LOOKS_PER_HEARTBEAT = 6;

  private static final int MAX_WAITING_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final ConfigView config;
  private final Duration period;
  private final List<LiveFeed> feeds;
  private final Map<HttpServerResponse, Follower> clients = new LinkedHashMap<>();
  private @Nullable Long timer;
  private boolean looking;
  private long looks;

  /**
   * What a client gets.
   *
   * @param wanted the events that it asked for; it sees them before they are masked
   * @param masks whether personal data is masked
   * @param mayFollow whether the client has the rights with which it began
   */
  record Follower(Predicate<LiveEvent> wanted, boolean masks, BooleanSupplier mayFollow) {}

  /**
   * A stream without clients.
   *
   * @param period how often it looks
   */
  public LiveStream(
      Vertx vertx, ConfigView config, OperatorQueue queue, InstantSource clock, Duration period) {
    this.vertx = vertx;
    this.config = config;
    this.period = period;
    feeds = LiveFeeds.of(config, queue, clock);
  }

  /** The names of the events. */
  List<String> types() {
    return feeds.stream().map(LiveFeed::type).toList();
  }

  /** How many clients there are. */
  int clients() {
    return clients.size();
  }

  /** Whether no further client is accepted. */
  boolean isFull() {
    return clients() >= MAX_CLIENTS;
  }

  /** Sends what happens, from now until the client disconnects or may follow no more. */
  void add(HttpServerResponse client, Follower follower) {
    client.setChunked(true).setWriteQueueMaxSize(MAX_WAITING_BYTES);
    client.closeHandler(closed -> remove(client));
    client.exceptionHandler(failure -> remove(client));
    clients.put(client, follower);
    send(client, "retry: " + period.toMillis() + "\n: what happens from now on\n\n");
    if (timer == null) {
      look();
      timer = vertx.setPeriodic(period.toMillis(), id -> tick());
    }
  }

  private void tick() {
    looks++;
    if (looks % LOOKS_PER_HEARTBEAT == 0) {
      List.copyOf(clients.keySet()).forEach(client -> send(client, ": nothing else yet\n\n"));
    }
    look();
  }

  /** Looks for what is new, unless the last look is not done. */
  private void look() {
    if (looking) {
      return;
    }
    List<Future<List<LiveEvent>>> found = new ArrayList<>();
    for (String source : config.sources()) {
      for (LiveFeed feed : feeds) {
        // a feed that fails, because Redis is away, finds at the next look what it missed
        found.add(feed.poll(source).otherwise(List.of()));
      }
    }
    looking = true;
    Future.join(found)
        .onComplete(
            done -> {
              looking = false;
              found.forEach(each -> each.result().forEach(this::send));
            });
  }

  private void send(LiveEvent event) {
    String whole = event.text();
    String masked = event.masked().text();
    List.copyOf(clients.entrySet())
        .forEach(
            client -> {
              if (client.getValue().wanted().test(event)) {
                send(client.getKey(), client.getValue().masks() ? masked : whole);
              }
            });
  }

  private void send(HttpServerResponse client, String text) {
    if (client.writeQueueFull()) {
      remove(client);
      // what waits is not sent if the client does not read: then the idle timeout of the port ends
      // it
      client.reset().onFailure(disconnected -> {});
    } else {
      client.write(text).onFailure(disconnected -> remove(client));
    }
  }

  /** Ends the streams of clients that may follow no more. Call it when rights change. */
  public void endRevoked() {
    List.copyOf(clients.entrySet())
        .forEach(
            client -> {
              if (!client.getValue().mayFollow().getAsBoolean()) {
                remove(client.getKey());
                client.getKey().end().onFailure(disconnected -> {});
              }
            });
  }

  private void remove(HttpServerResponse client) {
    clients.remove(client);
    if (clients.isEmpty()) {
      close();
    }
  }

  /** Looks no more. The port closes the connections. */
  public void close() {
    if (timer != null) {
      vertx.cancelTimer(timer);
      timer = null;
    }
    feeds.forEach(LiveFeed::forget);
  }
}
