package dev.segmentnovu.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Sends signed webhooks as Segment does, several at a time and users in turn; the events of one
 * user one after the other, and to one address. What is not answered with 200 is sent again until
 * it is.
 */
final class WebhookLoad implements AutoCloseable {
  private static final int SENDERS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String secret;
  private final List<URI> urls;
  private final int users;
  private final int eventsEach;
  private final int senders;
  private final ExecutorService sending = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<LoadEvent> accepted = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();

  WebhookLoad(URI url, String secret, int users, int eventsEach) {
    this(List.of(url), secret, SENDERS, users, eventsEach);
  }

  WebhookLoad(List<URI> urls, String secret, int senders, int users, int eventsEach) {
    this.senders = senders;
    this.urls = List.copyOf(urls);
    this.secret = secret;
    this.users = users;
    this.eventsEach = eventsEach;
  }

  /** Begins to send; returns at once. The futures end when all is accepted. */
  List<? extends Future<?>> start(String run) {
    return IntStream.range(0, senders)
        .mapToObj(sender -> sending.submit(() -> sendShare(run, sender)))
        .toList();
  }

  /** Returns when what {@link #start} began is done. */
  static void awaitSent(List<? extends Future<?>> sending) throws Exception {
    awaitSent(sending, Duration.ZERO);
  }

  /** The same for what is sent for so long. */
  static void awaitSent(List<? extends Future<?>> sending, Duration time) throws Exception {
    for (Future<?> sender : sending) {
      sender.get(time.plus(LIMIT).toSeconds(), TimeUnit.SECONDS);
    }
  }

  /**
   * Begins to send at a steady rate, all together {@code perSecond}, for so long; returns at once.
   * What falls behind while nothing is accepted is not made up for.
   */
  List<? extends Future<?>> startFor(String run, Duration time, int perSecond) {
    long end = System.nanoTime() + time.toNanos();
    long interval = TimeUnit.SECONDS.toNanos(senders) / perSecond;
    return IntStream.range(0, senders)
        .mapToObj(sender -> sending.submit(() -> sendSteadily(run, sender, end, interval)))
        .toList();
  }

  private void sendSteadily(String run, int sender, long end, long interval) {
    long next = System.nanoTime();
    for (int index = 0; System.nanoTime() < end; index++) {
      for (int user = sender; user < users && System.nanoTime() < end; user += senders) {
        next = Math.max(next + interval, System.nanoTime());
        LockSupport.parkNanos(next - System.nanoTime());
        send(LoadEvent.of(run, user, index));
      }
    }
  }

  private void sendShare(String run, int sender) {
    for (int index = 0; index < eventsEach; index++) {
      for (int user = sender; user < users; user += senders) {
        send(LoadEvent.of(run, user, index));
      }
    }
  }

  /** Sends one event until it is accepted. */
  void send(LoadEvent event) {
    send(List.of(event), event.body(), event.body());
  }

  /** Sends events of one user as an array until it is accepted. */
  void send(List<LoadEvent> events) {
    var array = new ByteArrayOutputStream();
    for (LoadEvent event : events) {
      array.write(array.size() == 0 ? '[' : ',');
      array.writeBytes(event.body());
    }
    array.write(']');
    send(events, array.toByteArray(), events.get(0).body());
  }

  private void send(List<LoadEvent> events, byte[] body, byte[] signed) {
    long end = System.nanoTime() + LIMIT.toNanos();
    HttpRequest request = request(events.get(0), body, signed, PATIENCE);
    while (!isAccepted(request)) {
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        throw new AssertionError(events.get(0) + " was not accepted: " + answers);
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    accepted.addAll(events);
  }

  private boolean isAccepted(HttpRequest request) {
    try {
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      count(Integer.toString(status));
      return status == 200;
    } catch (IOException e) {
      count("none");
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void count(String answer) {
    answers.computeIfAbsent(answer, unused -> new AtomicInteger()).incrementAndGet();
  }

  /** Sends one event once; fails when there is no answer in time. */
  CompletableFuture<HttpResponse<String>> probe(LoadEvent event, Duration time) {
    return client.sendAsync(
        request(event, event.body(), event.body(), time), BodyHandlers.ofString());
  }

  private HttpRequest request(LoadEvent first, byte[] body, byte[] signed, Duration time) {
    return HttpRequest.newBuilder(urlOf(first))
        .timeout(time)
        .header("Content-Type", "application/json")
        .header("X-Signature", WebhookSignature.of(secret, signed))
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }

  private URI urlOf(LoadEvent event) {
    return urls.get(Math.floorMod(event.userId().hashCode(), urls.size()));
  }

  /** What was answered with 200 so far; of one user in the order of sending. */
  List<LoadEvent> accepted() {
    return List.copyOf(accepted);
  }

  /** How often each status was answered, and {@code none} where no answer came. */
  Map<String, Integer> answers() {
    Map<String, Integer> counts = new TreeMap<>();
    answers.forEach((status, count) -> counts.put(status, count.get()));
    return counts;
  }

  @Override
  public void close() {
    sending.shutdownNow();
  }
}
